using NodaTime;
using Oms.Contracts;
using Oms.Custody.Checklists;
using Oms.Custody.CheckOuts;
using Oms.Edge.Gateway.Letters;

namespace Oms.Edge.Gateway.Api;

internal sealed record CheckOutAnswer(
    string Id,
    long Version,
    string State,
    string Depot,
    string Vehicle,
    string Driver,
    string? Route,
    string? Dock,
    string? Reefer,
    Instant ArrivedAt,
    string? Custodian,
    IReadOnlyDictionary<string, bool> Steps,
    IReadOnlyList<string> Missing,
    IReadOnlyList<StopAnswer> Stops,
    IReadOnlyList<CargoCount> Counts,
    IReadOnlyList<TemperatureExcursion> Excursions,
    IReadOnlyList<SignOffAnswer> SignOffs,
    int Scans,
    string? Reason,
    Direction Direction,
    string? Trailer,
    ChecklistAnswer Checklist,
    LoadGateAnswer? LoadGate,
    IReadOnlyList<ItemQuantity> Exceptions,
    IReadOnlyList<Item> Issued,
    Superseded? StandsFor,
    IReadOnlyList<LoadTemperatureAnswer> Temperatures)
{
    /// <summary>What the label that was scanned was taken for; null in the answer to anything else.</summary>
    public ScanAnswer? Scan { get; init; }

    /// <param name="dock">Where the vehicle stands by now; null for where it arrived.</param>
    public static CheckOutAnswer Of(string id, CheckOut state, long version, string? dock = null)
    {
        var facts = state.Known ?? throw new ArgumentException("Nothing came in under this id.", nameof(state));
        var missing = facts.Missing();
        return new CheckOutAnswer(
            id,
            version,
            CheckOut.OutcomeOf(state) ?? "open",
            facts.Arrival.Depot,
            facts.Arrival.Vehicle,
            facts.Arrival.Driver,
            facts.Arrival.Route ?? facts.Manifest?.Route,
            dock ?? facts.Arrival.Dock,
            facts.Manifest?.Reefer,
            facts.Arrival.At,
            state.Custodian,
            StepsOf(facts, missing),
            [.. missing.Select(NameOf)],
            [.. (facts.Manifest?.Stops ?? []).Select(stop =>
                new StopAnswer(stop.Stop, stop.Order, facts.Deliveries.ContainsKey(stop.Stop)))],
            facts.Cargo?.Counts ?? facts.Counts(),
            [.. facts.Excursions.Values],
            [.. facts.SignOffs.Values.Select(signed => new SignOffAnswer(signed.Role, signed.Signer))],
            facts.Scans.Count + facts.Codes.Count,
            state switch
            {
                CheckOut.Refused refused => refused.Refusal.Reason,
                CheckOut.Disputed disputed => disputed.Dispute.Reason,
                _ => null,
            },
            facts.Arrival.Direction,
            facts.Arrival.Trailer,
            new ChecklistAnswer(facts.Checklist.Id, facts.Checklist.Version),
            facts.Arrival.Direction is Direction.CheckIn ? LoadGateAnswer.Of(facts.MissingBeforeLoading()) : null,
            [.. facts.Exceptions.Select(exception => new ItemQuantity(exception.Item, exception.Quantity))],
            facts.Arrival.Issued ?? [],
            facts.Arrival.StandsFor,
            LoadTemperatureAnswer.Of(facts));
    }

    private static SortedDictionary<string, bool> StepsOf(CheckOutFacts facts, IReadOnlyList<string> missing)
    {
        // What the checklist does not ask for is done only when somebody did it; so is what a manifest may ask for,
        // until there is one.
        var recorded = facts.Steps.Keys.Select(CheckOutSteps.OfKey).ToHashSet(StringComparer.Ordinal);
        var steps = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var step in facts.Checklist.Steps.Select(rule => rule.Step)
            .Union(ChecklistTemplate.DefaultOf(facts.Arrival.Direction).Steps.Select(rule => rule.Step)))
        {
            steps[NameOf(step)] = !missing.Contains(step)
                && (recorded.Contains(step)
                    || (facts.Checklist.RuleOf(step) is { Required: true }
                        && !(facts.Manifest is null && IsOfManifest(step))));
        }

        steps["manifest"] = facts.Manifest is not null;
        return steps;
    }

    private static bool IsOfManifest(string step) =>
        step is CheckOutSteps.Deliveries or CheckOutSteps.PreCool or CheckOutSteps.Temperature;

    private static string NameOf(string step) => step.Replace('-', '_');
}

internal sealed record StopAnswer(int Stop, string Order, bool Reconciled);

internal sealed record SignOffAnswer(Role Role, string Signer);

internal sealed record CheckOutsAnswer(IReadOnlyList<CheckOutAnswer> CheckOuts, string? Next);

internal sealed record DeviceAnswer(
    string Id,
    string Kind,
    string? Dock,
    string? Vehicle,
    Instant? HeardAt,
    Instant? ReadingAt,
    bool Stale,
    IReadOnlyList<ZoneAnswer>? Zones,
    string? CheckOut,
    TemperatureBand? Band,
    IReadOnlyList<TemperatureExcursion> Excursions,
    Instant? GapSince,
    long? OdometerMetres);

internal sealed record ZoneAnswer(int Zone, long? ReturnMilliC, long? SetpointMilliC, bool? DoorOpen);

internal sealed record DevicesAnswer(IReadOnlyList<DeviceAnswer> Devices);

internal sealed record DockAnswer(string Dock, string? CheckOut, bool? DoorOpen, Instant? DoorAt);

internal sealed record DocksAnswer(IReadOnlyList<DockAnswer> Docks);

internal sealed record LettersAnswer(IReadOnlyList<LetterHead> Letters, long Total, int Open);

internal sealed record LetterAnswer(
    long Number, Instant Received, string Device, string Topic, string Reason, string Field, string Detail,
    string? Payload, string? PayloadBase64);

internal sealed record OutcomeAnswer(string Outcome);

internal sealed record RecordsAnswer(IReadOnlyList<SignedRecordJson> Records, long Head);

internal sealed record StatusAnswer(
    string Depot,
    string Device,
    string Incarnation,
    string Version,
    Instant Now,
    long Head,
    long HighWater,
    long Lag,
    string Link,
    string? LinkProblem,
    string? Checkpoint,
    string ClockQuality,
    long DiskFreeBytes,
    long RawBytes,
    long FrameBytes,
    long TelemetryBehindBytes,
    int FramesMissing,
    int MqttConnections,
    int DeadLettersOpen,
    long Quarantined,
    int OpenCheckOuts,
    IReadOnlyList<string> Problems);
