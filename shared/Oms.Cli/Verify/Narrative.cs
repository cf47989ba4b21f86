using System.Globalization;
using System.Text.Json;
using NodaTime.Text;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Transparency;

namespace Oms.Cli.Verify;

/// <summary>Tells the records of a check-out as plain sentences: who handed what to whom, and when.</summary>
/// <remarks>It reads bodies leniently: one of a kind that it does not know is told by its kind alone.</remarks>
internal static class Narrative
{
    private static readonly InstantPattern Time = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss");

    /// <summary>The moment of a record, in words that say what its clock is worth.</summary>
    public static string When(CustodyLeaf leaf) => $"{Time.Format(leaf.Wall)} UTC ({Clock(leaf.ClockQuality)})";

    /// <summary>What a record says, as one sentence.</summary>
    public static string Tell(EvidenceFact fact)
    {
        using var document = JsonDocument.Parse(fact.Body);
        return Tell(fact.Leaf.Kind, document.RootElement);
    }

    /// <summary>What a body of a kind of record says, as one sentence.</summary>
    public static string Tell(string kind, JsonElement body) =>
        kind switch
        {
            CheckOutEvents.Arrived =>
                $"vehicle {Of(body, "vehicle")} came in with driver {Of(body, "driver")}, who is responsible for it.",
            CheckOutEvents.ManifestAttached => "the manifest of what left with the route was attached.",
            CheckOutEvents.VehicleInspected =>
                $"{Of(body, "inspected_by")} inspected the vehicle: {Of(body, "outcome")}, {Count(body, "defects")} "
                + "defects.",
            CheckOutEvents.CargoScanned => $"{Of(body, "quantity")} of {Of(body, "sku")} were scanned as come back.",
            CheckOutEvents.CodeScanned =>
                $"the label {Printable(Of(body, "code"))} was scanned, and counted as {Units(body)} units.",
            CheckOutEvents.CargoCounted =>
                $"{Of(body, "counted_by")} counted {Of(body, "quantity")} of {Of(body, "sku")} by hand, "
                + $"{Of(body, "damaged")} of them damaged.",
            CheckOutEvents.CargoVerified => $"{Of(body, "verified_by")} closed the count of what came back.",
            CheckOutEvents.DeliveryReconciled => "the proof of delivery of a stop was set against the manifest.",
            CheckOutEvents.EldFileAttached => $"the ELD file {Of(body, "name")} was taken in.",
            CheckOutEvents.KeysReturned => $"{Of(body, "received_by")} took the keys {Of(body, "key_tag")}.",
            CheckOutEvents.TemperatureExcursionRecorded => "cargo was outside its temperature band.",
            CheckOutEvents.InspectionAcknowledged =>
                "the driver signed for the last inspection report and its repairs (49 CFR 396.13).",
            CheckOutEvents.RepairCertified =>
                $"{Of(body, "certified_by")} certified defect {Of(body, "defect")}: {Of(body, "outcome")}.",
            CheckOutEvents.PreCoolChecked =>
                $"zone {Of(body, "zone")} was at {Degrees(body, "milli_c")} before it was loaded; at most "
                + $"{Degrees(body, "target_milli_c")} was wanted.",
            CheckOutEvents.SealHandled =>
                $"the seal {Of(body, "number")} at {Of(body, "door")} of {Of(body, "unit")} was {Of(body, "action")}.",
            CheckOutEvents.TemperatureJudged =>
                $"whether the load of zone {Of(body, "zone")} was kept as it should be: {Of(body, "outcome")}.",
            CheckOutEvents.HazmatChecked =>
                $"the papers of hazardous materials were checked, with {Of(body, "found")} findings.",
            CheckOutEvents.AssetHanded =>
                $"{Of(body, "received_by")} took the {Of(body, "kind")} {Of(body, "id")}: {Of(body, "outcome")}.",
            CheckOutEvents.OdometerRead => $"the odometer showed {Of(body, "metres")} metres.",
            CheckOutEvents.WeightRecorded =>
                $"{Of(body, "scale")} weighed {Of(body, "part")}: {Of(body, "grams")} grams of "
                + $"{Of(body, "limit_grams")} allowed.",
            CheckOutEvents.ExceptionNoted =>
                $"{Of(body, "quantity")} units or things were not taken over ({Of(body, "reason")}).",
            CheckOutEvents.SignedOff => $"{Of(body, "signer")} signed the hand-over as {Of(body, "role")}.",
            CheckOutEvents.Completed =>
                $"vehicle and cargo were handed over: {Of(body, "custodian")} is responsible now.",
            CheckOutEvents.Refused =>
                $"{Of(body, "refused_by")} refused the hand-over ({Of(body, "reason")}): the driver stays responsible.",
            CheckOutEvents.Disputed =>
                $"{Of(body, "disputed_by")} disputed the hand-over ({Of(body, "reason")}): the driver stays "
                + "responsible.",
            _ => $"a record of the kind {kind} was made.",
        };

    /// <summary>What must not be concluded from the times of the records.</summary>
    public static IReadOnlyList<string> ClockNotes(IReadOnlyList<EvidenceFact> records)
    {
        var notes = new List<string>();
        var unset = records.Index()
            .Where(item => item.Item.Leaf.ClockQuality is ClockQuality.Unset or ClockQuality.Fake)
            .Select(item => (item.Index + 1).ToString(CultureInfo.InvariantCulture)).ToList();
        if (unset.Count > 0)
        {
            notes.Add(
                $"Nothing had set the clock when record {string.Join(", ", unset)} was made: its order is proven, its "
                + "hour is not.");
        }

        foreach (var device in records.Index().GroupBy(item => item.Item.Leaf.Device))
        {
            foreach (var ((at, earlier), (_, later)) in device.Zip(device.Skip(1)))
            {
                if (later.Leaf.Wall < earlier.Leaf.Wall)
                {
                    notes.Add(
                        $"The clock of {device.Key} was set back after record {at + 1}: records stand in the order of "
                        + "their numbers, not of their hours.");
                }
            }
        }

        return notes;
    }

    private static string Clock(ClockQuality quality) => quality switch
    {
        ClockQuality.Unset => "clock not set",
        ClockQuality.Fake => "clock stood still while the power was off",
        ClockQuality.Rtc => "battery-backed clock",
        ClockQuality.Ntp => "clock set by a time server",
        _ => "clock set by satellites",
    };

    private static string Of(JsonElement body, string member) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(member, out var value)
        && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? value.ToString()
            : "(not said)";

    /// <summary>A code may hold anything, such as what would move a terminal's cursor.</summary>
    private static string Printable(string code) =>
        string.Concat(code.Select(letter => char.IsControl(letter) ? '\u241D' : letter));

    private static string Units(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("units", out var value)
        && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
                .Sum(one => one.ValueKind == JsonValueKind.Object && one.TryGetProperty("units", out var units)
                    && units.ValueKind == JsonValueKind.Number && units.TryGetInt32(out var number) ? number : 0L)
                .ToString(CultureInfo.InvariantCulture)
            : "(not said)";

    private static string Degrees(JsonElement body, string member) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(member, out var value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var milli)
            ? string.Create(CultureInfo.InvariantCulture, $"{milli / 1_000m:0.0##} °C")
            : "(not said)";

    private static string Count(JsonElement body, string member) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(member, out var value)
        && value.ValueKind == JsonValueKind.Array
            ? value.GetArrayLength().ToString(CultureInfo.InvariantCulture)
            : "no";
}
