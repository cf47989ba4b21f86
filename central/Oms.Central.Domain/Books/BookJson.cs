using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Books;

/// <summary>How documents and their series are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(SeriesEvent.NumberAssigned))]
[JsonSerializable(typeof(DocumentSeries))]
[JsonSerializable(typeof(DocumentEvent.DocumentRequested))]
[JsonSerializable(typeof(DocumentEvent.DocumentIssued))]
[JsonSerializable(typeof(BillDocument))]
public sealed partial class BookJson : JsonSerializerContext;

/// <summary>How commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(SeriesCommand))]
[JsonSerializable(typeof(SeriesRejection))]
[JsonSerializable(typeof(DocumentSeries))]
[JsonSerializable(typeof(DocumentCommand))]
[JsonSerializable(typeof(DocumentRejection))]
[JsonSerializable(typeof(BillDocument))]
public sealed partial class BookWireJson : JsonSerializerContext;

/// <summary>The released names of the events.</summary>
public static class BookEvents
{
    public static IReadOnlyList<EventForm> Series { get; } =
    [
        EventForm.First("document-series.number-assigned", BookJson.Default.NumberAssigned),
    ];

    public static IReadOnlyList<EventForm> Documents { get; } =
    [
        EventForm.First("document.requested", BookJson.Default.DocumentRequested),
        EventForm.First("document.issued", BookJson.Default.DocumentIssued),
    ];
}
