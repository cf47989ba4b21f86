using System.Text.Json;

namespace Oms.Custody.Seals;

/// <summary>The released names of seal events, and the way from a stored body to the event.</summary>
public static class SealEvents
{
    /// <summary>The kind of entity that these events are of; its id is trailer and door, joined by <c>@</c>.</summary>
    public const string Kind = "sealed-door";

    public const string Expected = "seal.expected";
    public const string Applied = "seal.applied";
    public const string Inspected = "seal.inspected";
    public const string Broken = "seal.broken";
    public const string CircuitChanged = "seal.circuit-changed";

    /// <summary>The released name of an event; its schema version is 1 for all of them.</summary>
    public static string NameOf(SealEvent happened) =>
        happened switch
        {
            SealEvent.Expected => Expected,
            SealEvent.Applied => Applied,
            SealEvent.Inspected => Inspected,
            SealEvent.Broken => Broken,
            SealEvent.CircuitChanged => CircuitChanged,
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "It has no released name."),
        };

    /// <summary>Writes an event's body, UTF-8 JSON.</summary>
    public static byte[] Write(SealEvent happened) =>
        JsonSerializer.SerializeToUtf8Bytes(happened, happened.GetType(), SealJson.Default);

    /// <summary>Reads an event's body.</summary>
    /// <returns>The event; null when the name or the version is not one of these.</returns>
    /// <exception cref="JsonException">The body is not of the event's form.</exception>
    public static SealEvent? Read(string name, int version, ReadOnlySpan<byte> body) =>
        (name, version) switch
        {
            (Expected, 1) => JsonSerializer.Deserialize(body, SealJson.Default.Expected),
            (Applied, 1) => JsonSerializer.Deserialize(body, SealJson.Default.Applied),
            (Inspected, 1) => JsonSerializer.Deserialize(body, SealJson.Default.Inspected),
            (Broken, 1) => JsonSerializer.Deserialize(body, SealJson.Default.Broken),
            (CircuitChanged, 1) => JsonSerializer.Deserialize(body, SealJson.Default.CircuitChanged),
            _ => null,
        };
}
