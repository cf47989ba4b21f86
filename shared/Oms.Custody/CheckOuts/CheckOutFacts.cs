using System.Collections.Immutable;
using Oms.Custody.Cargo;
using Oms.Custody.Checklists;

namespace Oms.Custody.CheckOuts;

/// <summary>What is known of a check-out: the events that later decisions need.</summary>
/// <param name="Arrival">Who and what came in.</param>
public sealed record CheckOutFacts(CheckOutEvent.Arrived Arrival)
{
    /// <summary>How many records there are; a record's number is its leaf's custody seq.</summary>
    public long Records { get; init; } = 1;

    /// <summary>The record of each step that stands, by what names it (<see cref="CheckOutSteps.KeyOf"/>).</summary>
    public ImmutableDictionary<string, StepRecord> Steps { get; init; } =
        ImmutableDictionary.Create<string, StepRecord>(StringComparer.Ordinal);

    /// <summary>Stops that were set against the manifest, by stop number.</summary>
    public ImmutableSortedDictionary<int, StopDelivery> Deliveries { get; init; } =
        ImmutableSortedDictionary<int, StopDelivery>.Empty;

    /// <summary>Scans that named their SKU, by their identity: code, device and time.</summary>
    public ImmutableDictionary<string, CheckOutEvent.CargoScanned> Scans { get; init; } =
        ImmutableDictionary<string, CheckOutEvent.CargoScanned>.Empty;

    /// <summary>Scans of labels that name goods by themselves, by the same identity.</summary>
    public ImmutableDictionary<string, CheckOutEvent.CodeScanned> Codes { get; init; } =
        ImmutableDictionary<string, CheckOutEvent.CodeScanned>.Empty;

    /// <summary>Excursions by their identity: device, zone and start; the newest record of each.</summary>
    public ImmutableSortedDictionary<string, TemperatureExcursion> Excursions { get; init; } =
        ImmutableSortedDictionary.Create<string, TemperatureExcursion>(StringComparer.Ordinal);

    /// <summary>Signatures that stand, by role.</summary>
    public ImmutableSortedDictionary<Role, CheckOutEvent.SignedOff> SignOffs { get; init; } =
        ImmutableSortedDictionary<Role, CheckOutEvent.SignedOff>.Empty;

    /// <summary>The checklist that was in force at the arrival.</summary>
    public ChecklistTemplate Checklist => Arrival.Checklist ?? ChecklistTemplate.DefaultOf(Arrival.Direction);

    public Manifest? Manifest => Find<CheckOutEvent.ManifestAttached>(CheckOutSteps.Manifest)?.Manifest;

    public CheckOutEvent.VehicleInspected? Inspection =>
        Find<CheckOutEvent.VehicleInspected>(CheckOutSteps.Inspection);

    public CheckOutEvent.CargoVerified? Cargo => Find<CheckOutEvent.CargoVerified>(CheckOutSteps.Cargo);

    public CheckOutEvent.EldFileAttached? EldFile => Find<CheckOutEvent.EldFileAttached>(CheckOutSteps.EldFile);

    public CheckOutEvent.KeysReturned? Keys => Find<CheckOutEvent.KeysReturned>(CheckOutSteps.Keys);

    /// <summary>Keys, fuel cards and devices that were handed over or declared missing.</summary>
    public IEnumerable<CheckOutEvent.AssetHanded> Assets => Standing<CheckOutEvent.AssetHanded>();

    /// <summary>The verdicts on the load's temperature that stand, by unit and zone.</summary>
    public IEnumerable<(long Record, CheckOutEvent.TemperatureJudged Verdict)> Temperatures =>
        Steps.Where(step => step.Value.Event is CheckOutEvent.TemperatureJudged)
            .OrderBy(step => step.Key, StringComparer.Ordinal)
            .Select(step => (step.Value.Number, (CheckOutEvent.TemperatureJudged)step.Value.Event));

    /// <summary>Whether the cargo that came in has a temperature to be judged: a band and a departure.</summary>
    public bool HasTemperature => StepStates.HasTemperature(this);

    /// <summary>What the receiving party does not take over.</summary>
    public IEnumerable<CheckOutEvent.ExceptionNoted> Exceptions =>
        Standing<CheckOutEvent.ExceptionNoted>().Where(one => one.Quantity > 0);

    /// <summary>The two parties: who gives and who receives, as custodians.</summary>
    public (string Giver, string Receiver) Parties =>
        (Arrival.Direction, $"driver:{Arrival.Driver}", $"depot:{Arrival.Depot}") switch
        {
            (Direction.CheckIn, var driver, var depot) => (depot, driver),
            (_, var driver, var depot) => (driver, depot),
        };

    /// <summary>The required steps that have not been done, by their names in <see cref="CheckOutSteps"/>.</summary>
    public IReadOnlyList<string> Missing() => StepStates.Missing(this, rule => rule.Required);

    /// <summary>The steps that loading still waits for; empty when the load gate is open.</summary>
    public IReadOnlyList<string> MissingBeforeLoading() =>
        Arrival.Direction is Direction.CheckIn
            ? StepStates.Missing(this, rule => rule.Required && rule.BeforeLoading)
            : [];

    /// <summary>The manifest's stops that have not been reconciled.</summary>
    public IReadOnlyList<int> OpenStops() =>
        [.. (Manifest?.Stops ?? []).Select(stop => stop.Stop).Where(stop => !Deliveries.ContainsKey(stop))];

    /// <summary>What should be there, and what the scans found; by SKU and lot.</summary>
    /// <remarks>
    /// At a check-out what should have come back: refused plus damaged. At a check-in what is to be loaded: the
    /// manifest. A scan without a lot counts for the manifest's lot of that SKU where there is only one, else for the
    /// lot "" (unknown). Where scans and a manual count differ and nobody ruled, it is what was scanned.
    /// </remarks>
    public IReadOnlyList<CargoCount> Counts() => CargoCounting.CountsOf(CargoCounting.Of(this, []));

    /// <summary>The count as it stands, with every source and what does not fit.</summary>
    public CargoTally Tally() => CargoCounting.Of(this, Cargo?.Rulings ?? []);

    /// <summary>The manifest against the deliveries that are known and the count as it stands; null at a check-in or
    /// without a manifest.</summary>
    public DeliveryReconciliation? Reconcile() => CargoClosing.Reconcile(this, Tally());

    /// <summary>The record that stands for a step; null where it was not done.</summary>
    /// <param name="command">What does the step: no arrival, signature or end.</param>
    public StepRecord? RecordOf(CheckOutCommand command) =>
        Steps.GetValueOrDefault(CheckOutSteps.KeyOf(StepEvents.Of(this, command))!);

    /// <summary>The facts with one record more.</summary>
    internal CheckOutFacts With(CheckOutEvent happened)
    {
        var next = this with { Records = Records + 1 };
        if (happened is CheckOutEvent.SignedOff signed)
        {
            return next with { SignOffs = SignOffs.Add(signed.Role, signed) };
        }

        if (CheckOutSteps.KeyOf(happened) is not { } key)
        {
            return next;
        }

        // Who signed has not seen this.
        next = next with
        {
            SignOffs = SignOffs.Clear(),
            Steps = Steps.SetItem(key, new StepRecord(next.Records, happened)),
        };
        return happened switch
        {
            CheckOutEvent.CargoScanned e => next.WithoutCount() with
            {
                Scans = Scans.SetItem(key, e),
                Codes = Codes.Remove(key),
            },
            CheckOutEvent.CodeScanned e => next.WithoutCount() with
            {
                Codes = Codes.SetItem(key, e),
                Scans = Scans.Remove(key),
            },
            CheckOutEvent.CargoCounted => next.WithoutCount(),
            CheckOutEvent.DeliveryReconciled { Delivery: var delivery } => next.WithoutCount() with
            {
                Deliveries = Deliveries.SetItem(delivery.Stop, delivery),
            },
            CheckOutEvent.ManifestAttached => next.WithoutCount(),
            CheckOutEvent.TemperatureExcursionRecorded { Excursion: var excursion } => next with
            {
                Excursions = Excursions.SetItem(key, excursion),
            },
            _ => next,
        };
    }

    // A count that was closed over other numbers does not stand.
    private CheckOutFacts WithoutCount() => this with { Steps = Steps.Remove(CheckOutSteps.Cargo) };

    private TEvent? Find<TEvent>(string key)
        where TEvent : CheckOutEvent => Steps.GetValueOrDefault(key)?.Event as TEvent;

    private IEnumerable<TEvent> Standing<TEvent>()
        where TEvent : CheckOutEvent => Steps.Values.Select(step => step.Event).OfType<TEvent>();
}
