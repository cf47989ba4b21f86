using System.Text.Json.Serialization;
using NodaTime;
using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Custody;

/// <summary>What the centre learnt of a check-out. Stored for ever (<see cref="CustodyEvents"/>).</summary>
public abstract record CustodyEvent
{
    private CustodyEvent()
    {
    }

    /// <summary>Records were taken; what they say follows in the events after this one.</summary>
    public sealed record RecordsTaken(
        string Depot, string Device, string Incarnation, IReadOnlyList<RecordNote> Records) : CustodyEvent;

    public sealed record CustodyOpened(string Depot, string Vehicle, string Driver, string? Route, Instant At)
        : CustodyEvent
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public Direction Direction { get; init; }

        /// <summary>The check-out that it stands in for; null for one of its own.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? StandsFor { get; init; }
    }

    public sealed record DeliveryNoted(long CustodySeq, StopDelivery Delivery) : CustodyEvent;

    public sealed record CountsNoted(long CustodySeq, IReadOnlyList<CargoCount> Counts) : CustodyEvent
    {
        /// <summary>The manifest against deliveries and returns; null in a count of the form without it.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public DeliveryReconciliation? Reconciliation { get; init; }
    }

    public sealed record ExcursionNoted(string? Route, long CustodySeq, TemperatureExcursion Excursion) : CustodyEvent
    {
        /// <summary>Whether the check-out that this one stands in for has it too.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool IsCarried { get; init; }
    }

    /// <summary>Something other than the temperature was not kept as it should be.</summary>
    /// <param name="BreachKind"><c>seal-broken</c> or <c>hazmat-failure</c>.</param>
    public sealed record BreachNoted(string? Route, long CustodySeq, string BreachKind, string Detail) : CustodyEvent;

    /// <summary>An inspection found defects.</summary>
    /// <param name="Parts">The parts with defects, in the order of the report.</param>
    public sealed record DefectsNoted(string Vehicle, long CustodySeq, IReadOnlyList<string> Parts) : CustodyEvent;

    /// <summary>A defect was repaired, or needs no repair.</summary>
    public sealed record DefectCertified(string Vehicle, string Report, int Defect) : CustodyEvent;

    /// <summary>Both parties signed at the start of a route: the driver has it.</summary>
    public sealed record CustodyCheckedIn(string Depot, string Vehicle, string Driver, string? Route, long CustodySeq)
        : CustodyEvent;

    /// <summary>Both parties signed: the one event that drives orders, with all that they need.</summary>
    /// <param name="Counts">Null when what came back was not counted.</param>
    public sealed record CustodyCompleted(
        string Depot,
        string Vehicle,
        string Driver,
        string? Route,
        string Custodian,
        long CustodySeq,
        IReadOnlyList<NotedDelivery> Deliveries,
        IReadOnlyList<CargoCount>? Counts,
        IReadOnlyList<TemperatureExcursion> Excursions) : CustodyEvent
    {
        /// <summary>What the depot did not take over; the counts are without it. Null for
        /// nothing.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<ItemQuantity>? Kept { get; init; }

        /// <summary>The manifest against deliveries and returns, with what was kept; null in a count of the form
        /// without it.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public DeliveryReconciliation? Reconciliation { get; init; }

        /// <summary>The check-out that it stands in for; null for one of its own.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? StandsFor { get; init; }
    }

    public sealed record CustodyRefused(string Depot, string? Route, long CustodySeq, string Reason, string By)
        : CustodyEvent;

    public sealed record CustodyDisputed(string Depot, string? Route, long CustodySeq, string Reason, string By)
        : CustodyEvent;

    /// <summary>The records cannot be followed: nothing more is concluded from this check-out.</summary>
    public sealed record CustodyBroken(string Depot, string? Route, long CustodySeq, string Reason) : CustodyEvent;
}

/// <summary>Where a record stands and what it is.</summary>
public sealed record RecordNote(long CustodySeq, long Seq, string LeafHash, string Kind, Instant Wall);

/// <summary>One stop's delivery and the record that proves it.</summary>
public sealed record NotedDelivery(long CustodySeq, StopDelivery Delivery);
