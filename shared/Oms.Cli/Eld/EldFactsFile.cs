using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Eld;
using Oms.Json;

namespace Oms.Cli.Eld;

/// <summary>The JSON file that says what a check-out knows.</summary>
internal static partial class EldFactsFile
{
    /// <exception cref="InvalidDataException">It is not as it should be; the message says what is wrong.</exception>
    public static EldCheckOutFacts Read(ReadOnlySpan<byte> octets)
    {
        Document facts;
        try
        {
            facts = JsonSerializer.Deserialize(octets, FactsJson.Default.Document)
                ?? throw new InvalidDataException("The facts are null; they are a JSON object.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"The facts are not as they should be: {failure.Message}", failure);
        }

        return new(facts.At)
        {
            PowerUnit = facts.PowerUnit,
            Vin = facts.Vin,
            ShippingDocument = facts.ShippingDocument,
            OdometerMetres = facts.OdometerMetres,
            EngineSeconds = facts.EngineSeconds,
            HomeTerminalZone = facts.HomeTerminalZone is not { } id
                ? null
                : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id)
                    ?? throw new InvalidDataException(
                        $"home_terminal_zone \"{id}\" is no time zone; name one such as America/Chicago."),
        };
    }

    internal sealed record Document(
        Instant At,
        string? PowerUnit = null,
        string? Vin = null,
        string? ShippingDocument = null,
        long? OdometerMetres = null,
        long? EngineSeconds = null,
        string? HomeTerminalZone = null);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        Converters = [typeof(InstantJsonConverter)])]
    [JsonSerializable(typeof(Document))]
    private sealed partial class FactsJson : JsonSerializerContext;
}
