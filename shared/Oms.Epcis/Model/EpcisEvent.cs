using System.Text.Json;
using NodaTime;

namespace Oms.Epcis;

/// <summary>One event of an EPCIS document, with everything its sender wrote.</summary>
/// <remarks>
/// The JSON of the event is the model: nothing is lost on the way from reading to writing, user extensions and the
/// spelling of numbers included. The members here read it; what is absent, or of a wrong type, is null. Immutable.
/// </remarks>
public sealed class EpcisEvent
{
    internal EpcisEvent(JsonElement body, EpcisContext context, string path) =>
        (Body, Context, Path) = (body, context, path);

    /// <summary>The event's JSON object.</summary>
    public JsonElement Body { get; }

    /// <summary>What prefixes in it mean.</summary>
    public EpcisContext Context { get; }

    /// <summary>Where it stands in its document (a JSON path).</summary>
    public string Path { get; }

    /// <summary>The event's type: one of <see cref="EventTypes"/>, or a URI for a type of somebody's own.</summary>
    public string? Type => Text(EpcisNames.Type);

    /// <summary>The id its sender gave it. JSON-LD's name for a node's id, <c>id</c>, is read as the same.</summary>
    public string? EventId => Text(EpcisNames.EventId) ?? Text("id");

    /// <summary>When it happened; null when absent or not a time.</summary>
    public Instant? EventTime => Text(EpcisNames.EventTime) is { } text ? EpcisTime.Read(text) : null;

    /// <summary>Whether it declares an earlier event with its id to be in error.</summary>
    public bool DeclaresError => Member("errorDeclaration") is { ValueKind: JsonValueKind.Object };

    /// <summary>A member of the event; null when absent.</summary>
    public JsonElement? Member(string name) =>
        Body.TryGetProperty(name, out var value) ? value : null;

    /// <summary>A member that is a string; null when absent or of another type.</summary>
    public string? Text(string name) =>
        Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
