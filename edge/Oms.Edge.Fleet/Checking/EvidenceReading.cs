using System.Text;
using System.Text.Json;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Fleet.Checking;

/// <summary>What an evidence file says happened; whether it may be believed is the verifier's question.</summary>
/// <param name="Attachments">The names of the files that its records speak of.</param>
public sealed record EvidenceReading(IReadOnlyList<CheckOutEvent> Events, IReadOnlyList<string> Attachments)
{
    /// <exception cref="JsonException">It is no evidence file of version 1.</exception>
    public static EvidenceReading Of(ReadOnlyMemory<byte> file)
    {
        using var document = JsonDocument.Parse(file);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("records", out var records) || records.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("It has no records.");
        }

        return new EvidenceReading(
            [.. records.EnumerateArray().Select(Event)],
            root.TryGetProperty("attachments", out var attachments)
                ? [.. attachments.EnumerateArray().Select(one => one.GetProperty("name").GetString() ?? "")]
                : []);
    }

    /// <summary>The facts of the check-out.</summary>
    /// <param name="state">How it stands at the centre.</param>
    public CheckOutFact Fact(string state)
    {
        var arrived = Events.OfType<CheckOutEvent.Arrived>().FirstOrDefault();
        return new CheckOutFact(
            arrived?.Route ?? "",
            arrived?.Depot ?? "",
            arrived?.Vehicle ?? "",
            state,
            Events.OfType<CheckOutEvent.Completed>().LastOrDefault()?.Custodian ?? $"driver:{arrived?.Driver}",
            [.. Events.Select(CheckOutEvents.NameOf).Distinct().Order(StringComparer.Ordinal)],
            Events.OfType<CheckOutEvent.TemperatureExcursionRecorded>()
                .Select(one => (one.Excursion.Device, one.Excursion.Zone, one.Excursion.From)).Distinct().Count(),
            Events.OfType<CheckOutEvent.CargoVerified>().SelectMany(one => one.Counts).Where(count => count.Found != 0)
                .GroupBy(count => $"{count.Sku} {count.Lot}")
                .ToDictionary(counts => counts.Key, counts => counts.Sum(count => count.Found)));
    }

    private static CheckOutEvent Event(JsonElement record)
    {
        var leaf = record.GetProperty("leaf");
        var kind = leaf.GetProperty("kind").GetString() ?? "";
        var version = leaf.GetProperty("event_version").GetInt32();
        return CheckOutEvents.Read(kind, version, Encoding.UTF8.GetBytes(record.GetProperty("body").GetRawText()))
            ?? throw new JsonException($"There is no event {kind} of version {version} in a check-out.");
    }
}
