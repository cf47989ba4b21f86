using System.Text.Json;

namespace Oms.Epcis;

/// <summary>An EPCIS document, a query document, or a single event, with its events.</summary>
/// <param name="Type">The document's type, or the event's where it is a single one.</param>
/// <param name="Root">The whole JSON text.</param>
/// <param name="Context">The document's context.</param>
/// <param name="Events">The events in the order of the document.</param>
public sealed record EpcisDocument(
    string Type, JsonElement Root, EpcisContext Context, IReadOnlyList<EpcisEvent> Events)
{
    /// <summary>The type of a document that carries events to a repository.</summary>
    public const string CaptureType = "EPCISDocument";

    /// <summary>The type of a document that carries a query's answer.</summary>
    public const string QueryType = "EPCISQueryDocument";

    /// <summary>The value of <c>schemaVersion</c>.</summary>
    public const string SchemaVersion = "2.0";
}
