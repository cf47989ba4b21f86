using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;
using Oms.Custody.Seals;
using Oms.Entities;
using Oms.Transparency;
using Decision = Oms.Entities.Decision<Oms.Central.Custody.CustodyEvent, Oms.Central.Custody.CustodyRejection>;

namespace Oms.Central.Custody;

[JsonConverter(typeof(SnakeCaseEnumConverter<CustodyStatus>))]
public enum CustodyStatus
{
    /// <summary>No record came yet.</summary>
    Absent,
    Open,
    Completed,
    Refused,
    Disputed,

    /// <summary>The records cannot be followed.</summary>
    Broken,
}

/// <summary>Why records are not taken.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(CustodyRejection.RecordsMissing), "records_missing")]
public abstract record CustodyRejection
{
    private CustodyRejection()
    {
    }

    public sealed record RecordsMissing(long Expected, long Found) : CustodyRejection;
}

/// <summary>What the centre knows of one check-out: enough to decide what orders learn from it.</summary>
/// <remarks>
/// The depot's entity verified chain and signatures before. Here the records are read in custody order; a record that
/// cannot be read, or that comes from another depot than the first one, breaks the check-out, and no order line closes.
/// </remarks>
public sealed record CheckOutCustody(
    CustodyStatus Status,
    string Depot,
    string Vehicle,
    string Driver,
    string? Route,
    Instant ArrivedAt,
    long LastSeq,
    ImmutableList<NotedDelivery> Deliveries,
    ImmutableList<CargoCount>? Counts,
    ImmutableList<TemperatureExcursion> Excursions)
    : IEntity<CheckOutCustody, CustodyCommand, CustodyEvent, CustodyRejection>
{
    /// <summary>The kind in every custody's address; the id is the check-out's.</summary>
    public const string Kind = "custody";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Direction Direction { get; init; }

    /// <summary>The check-out that it stands in for; null for one of its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StandsFor { get; init; }

    /// <summary>The manifest against deliveries and returns, by the newest count; null where it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DeliveryReconciliation? Reconciliation { get; init; }

    public static CheckOutCustody Initial { get; } = new(
        CustodyStatus.Absent, string.Empty, string.Empty, string.Empty, null, Instant.MinValue, 0, [], null, []);

    public static Decision Decide(CheckOutCustody state, CustodyCommand command, Instant now) =>
        command switch
        {
            CustodyCommand.Take c => Take(state, c),

            // Of a check-out that is not followed there is no vehicle to tell.
            CustodyCommand.NoteCertified when state.Status is CustodyStatus.Absent => Decision.AlreadyDone,
            CustodyCommand.NoteCertified c => Decision.Accept(
                new CustodyEvent.DefectCertified(state.Vehicle, c.Report, c.Defect)),
            _ => throw new System.Diagnostics.UnreachableException($"No such command: {command.GetType().Name}."),
        };

    private static Decision Take(CheckOutCustody state, CustodyCommand.Take take)
    {
        var fresh = take.Records.Where(record => record.CustodySeq > state.LastSeq).ToList();
        if (fresh.Count == 0)
        {
            return Decision.AlreadyDone;
        }

        if (fresh[0].CustodySeq != state.LastSeq + 1)
        {
            return Decision.Reject(new CustodyRejection.RecordsMissing(state.LastSeq + 1, fresh[0].CustodySeq));
        }

        var all = new List<CustodyEvent>
        {
            new CustodyEvent.RecordsTaken(
                take.Depot,
                take.Device,
                take.Incarnation,
                [.. fresh.Select(r => new RecordNote(r.CustodySeq, r.Seq, r.LeafHash, r.Kind, r.Wall))]),
        };
        state = Evolve(state, all[0]);
        foreach (var record in fresh)
        {
            if (state.Learn(take.Depot, record) is { } learnt)
            {
                all.Add(learnt);
                state = Evolve(state, learnt);
            }
        }

        return Decision.Accept(all);
    }

    public static CheckOutCustody Evolve(CheckOutCustody state, CustodyEvent happened) =>
        happened switch
        {
            CustodyEvent.RecordsTaken e => state with { LastSeq = e.Records[^1].CustodySeq },
            CustodyEvent.CustodyOpened e => state with
            {
                Status = CustodyStatus.Open,
                Depot = e.Depot,
                Vehicle = e.Vehicle,
                Driver = e.Driver,
                Route = e.Route,
                ArrivedAt = e.At,
                Direction = e.Direction,
                StandsFor = e.StandsFor,
            },
            CustodyEvent.DeliveryNoted e => state with
            {
                Deliveries = state.Deliveries
                    .RemoveAll(known => Same(known.Delivery, e.Delivery))
                    .Add(new NotedDelivery(e.CustodySeq, e.Delivery)),
            },
            CustodyEvent.CountsNoted e => state with
            {
                Counts = [.. e.Counts],
                Reconciliation = e.Reconciliation,
            },
            CustodyEvent.ExcursionNoted e => state with { Excursions = state.Excursions.Add(e.Excursion) },
            CustodyEvent.DefectsNoted or CustodyEvent.DefectCertified or CustodyEvent.BreachNoted => state,
            CustodyEvent.CustodyCheckedIn => state with { Status = CustodyStatus.Completed },
            CustodyEvent.CustodyCompleted => state with { Status = CustodyStatus.Completed },
            CustodyEvent.CustodyRefused => state with { Status = CustodyStatus.Refused },
            CustodyEvent.CustodyDisputed => state with { Status = CustodyStatus.Disputed },
            CustodyEvent.CustodyBroken => state with { Status = CustodyStatus.Broken },
            _ => throw new System.Diagnostics.UnreachableException($"No such event: {happened.GetType().Name}."),
        };

    /// <summary>Whether somebody was at the seal: it is damaged, gone, or another one than the manifest
    /// names.</summary>
    private static bool IsBroken(CheckOutEvent.SealHandled seal) =>
        seal.Condition is SealCondition.Damaged or SealCondition.Missing
        || (seal.Expected is { } expected && seal.Number is { } number && number != expected);

    private static bool Same(StopDelivery left, StopDelivery right) =>
        left.Stop == right.Stop && left.Order == right.Order;

    /// <summary>What was counted, but for what the depot did not take over.</summary>
    private ImmutableList<CargoCount>? Accepted(CheckOutEvent.Completed completed) =>
        Counts?.ConvertAll(count => (completed.Kept ?? [])
            .Where(kept => kept.Item == new Item(ItemKind.Units, count.Sku, count.Lot))
            .Aggregate(count, (left, kept) => left with { Found = left.Found - kept.Quantity }));

    private CustodyEvent? Learn(string depot, CustodyInput record)
    {
        if (Status == CustodyStatus.Broken)
        {
            return null;
        }

        CheckOutEvent? told;
        try
        {
            told = CheckOutEvents.Read(record.Kind, record.Version, record.Body.Span);
        }
        catch (JsonException)
        {
            return new CustodyEvent.CustodyBroken(
                depot, Route, record.CustodySeq, $"Record {record.CustodySeq} ({record.Kind}) cannot be read.");
        }

        if (told is CheckOutEvent.Arrived arrived && Status == CustodyStatus.Absent)
        {
            return new CustodyEvent.CustodyOpened(
                depot, arrived.Vehicle, arrived.Driver, arrived.Route, arrived.At)
            {
                Direction = arrived.Direction,
                StandsFor = arrived.StandsFor?.CheckOut,
            };
        }

        if (Status == CustodyStatus.Absent)
        {
            return new CustodyEvent.CustodyBroken(depot, null, record.CustodySeq, "It does not begin with an arrival.");
        }

        if (depot != Depot)
        {
            return new CustodyEvent.CustodyBroken(
                Depot, Route, record.CustodySeq, $"Depot {depot} continues a check-out of depot {Depot}.");
        }

        // An excursion may be found late, from readings that were replayed; nothing else follows the end.
        return told is CheckOutEvent.TemperatureExcursionRecorded excursion
            ? new CustodyEvent.ExcursionNoted(Route, record.CustodySeq, excursion.Excursion)
            {
                IsCarried = excursion.CarriedFrom is not null,
            }
            : Status is CustodyStatus.Open or CustodyStatus.Disputed
                ? WhileOpen(record, told)
                : null;
    }

    private CustodyEvent? WhileOpen(CustodyInput record, CheckOutEvent? told)
    {
        var custodySeq = record.CustodySeq;
        return told switch
        {
            CheckOutEvent.DeliveryReconciled e => new CustodyEvent.DeliveryNoted(custodySeq, e.Delivery),
            CheckOutEvent.CargoVerified e => new CustodyEvent.CountsNoted(custodySeq, e.Counts)
            {
                Reconciliation = e.Reconciliation,
            },
            CheckOutEvent.VehicleInspected { Vehicle: { } vehicle, CarriedFrom: null, Defects.Count: > 0 } e =>
                new CustodyEvent.DefectsNoted(vehicle, custodySeq, [.. e.Defects.Select(one => one.Part)]),
            CheckOutEvent.SealHandled { CarriedFrom: null, Action: SealAction.Checked } e
                when Direction is not Direction.CheckIn && IsBroken(e) => new CustodyEvent.BreachNoted(
                Route,
                custodySeq,
                "seal-broken",
                $"Door {e.Door}: seal {e.Number ?? "unread"} ({e.Condition}); {e.Expected ?? "any"} was expected."),
            CheckOutEvent.HazmatChecked { CarriedFrom: null, Found: > 0 } e
                when Direction is not Direction.CheckIn => new CustodyEvent.BreachNoted(
                Route, custodySeq, "hazmat-failure", e.Findings is [var first, ..] ? first.Message : $"{e.Found}"),
            CheckOutEvent.Completed when Direction is Direction.CheckIn =>
                new CustodyEvent.CustodyCheckedIn(Depot, Vehicle, Driver, Route, custodySeq),
            CheckOutEvent.Completed e => new CustodyEvent.CustodyCompleted(
                Depot, Vehicle, Driver, Route, e.Custodian, custodySeq, Deliveries, Accepted(e), Excursions)
            {
                Kept = e.Kept,
                Reconciliation = Reconciliation,
                StandsFor = StandsFor,
            },
            CheckOutEvent.Refused e => new CustodyEvent.CustodyRefused(
                Depot, Route, custodySeq, e.Reason, e.RefusedBy),
            CheckOutEvent.Disputed e => new CustodyEvent.CustodyDisputed(
                Depot, Route, custodySeq, e.Reason, e.DisputedBy),

            // It was called off or abandoned: the depot did not take over.
            null when ClosingKinds.Contains(record.Kind) => new CustodyEvent.CustodyRefused(
                Depot, Route, custodySeq, record.Kind, "depot"),
            _ => null,
        };
    }
}
