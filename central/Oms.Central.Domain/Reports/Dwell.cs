using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Fulfilments;
using Oms.Central.Json;
using Oms.Central.Orders;

namespace Oms.Central.Reports;

/// <summary>How far an order, or a fulfilment order, is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<DwellStage>))]
public enum DwellStage
{
    /// <summary>An order that is not released.</summary>
    Placed,

    /// <summary>An order that may leave, and of which nobody picks anything yet.</summary>
    Released,

    /// <summary>An order that is picked and packed.</summary>
    InFulfilment,

    /// <summary>An order of which units are on their way.</summary>
    Shipped,

    /// <summary>An order of which units were delivered, until it is closed.</summary>
    Delivered,

    /// <summary>A fulfilment order that is to be begun later.</summary>
    Scheduled,

    /// <summary>A fulfilment order that is to be begun.</summary>
    Open,

    /// <summary>A fulfilment order that is being picked or packed.</summary>
    InProgress,

    /// <summary>A fulfilment order that may leave.</summary>
    Packed,

    /// <summary>A fulfilment order that has left, until a hand-over tells what became of it.</summary>
    Dispatched,

    /// <summary>A fulfilment order that a person has stopped.</summary>
    OnHold,
}

/// <summary>Where an order or a fulfilment order stands, and since when.</summary>
/// <param name="Location">Where it leaves from, as far as known; empty while that is not decided.</param>
/// <param name="Under">What it goes back to when it is held no more; null where it is not held.</param>
/// <param name="Units">Units that a fulfilment order still has to send; 0 of an order.</param>
public sealed record Standing(
    DwellStage Stage, Instant Since, string Location, DwellStage? Under = null, long Units = 0)
{
    /// <summary>How long it has stood there, whole seconds from 0.</summary>
    public long SecondsAt(Instant at) => long.Max(0, (long)(at - Since).TotalSeconds);
}

/// <summary>Follows orders and fulfilment orders from stage to stage.</summary>
/// <remarks>
/// A stage is that of the furthest unit, so an order goes forward only. A fulfilment order may be held, and may be
/// packed anew.
/// </remarks>
public static class Dwell
{
    /// <summary>Where an order stands after an event.</summary>
    /// <param name="before">Null before it was placed, and once it has ended.</param>
    /// <returns>Null where it has ended, or was never placed.</returns>
    public static Standing? After(Standing? before, OrderEvent happened, Instant at) =>
        (before, happened) switch
        {
            (_, OrderEvent.OrderPlaced e) => new Standing(DwellStage.Placed, at, LocationOf(e.Terms)),
            (null, _) => null,
            (_, OrderEvent.OrderClosed or OrderEvent.OrderCancelled) => null,
            (_, OrderEvent.OrderRouted { Units.Count: > 0 } e) => before with { Location = MostOf(e.Units) },
            (_, OrderEvent.OrderReleased) => Forward(before, DwellStage.Released, at),
            (_, OrderEvent.FulfilmentRequested) => Forward(before, DwellStage.InFulfilment, at),
            (_, OrderEvent.LineShipped) => Forward(before, DwellStage.Shipped, at),
            (_, OrderEvent.LineDelivered) => Forward(before, DwellStage.Delivered, at),
            _ => before,
        };

    /// <summary>Where a fulfilment order stands after an event.</summary>
    /// <param name="before">Null before it was opened, and once it has ended.</param>
    /// <returns>Null where nothing of it is to be done any more.</returns>
    public static Standing? After(Standing? before, FulfilmentEvent happened, Instant at) =>
        (before, happened) switch
        {
            (_, FulfilmentEvent.FulfilmentOpened e) => new Standing(
                DwellStage.Open, at, e.Work.Location, Units: e.Work.Lines.Sum(line => (long)line.Quantity)),
            (null, _) => null,
            (_, FulfilmentEvent.FulfilmentCancelled or FulfilmentEvent.UnitsCollected
                or FulfilmentEvent.RouteHandedOver) => null,
            (_, FulfilmentEvent.UnitsShort e) => Less(before, e.Quantity),
            (_, FulfilmentEvent.UnitsStopped e) => Less(before, e.Units.Sum(units => (long)units.Quantity)),
            (_, FulfilmentEvent.UnitsWithdrawn e) => Less(before, e.Units.Sum(units => (long)units.Quantity)),
            ({ Stage: DwellStage.OnHold, Under: { } under }, FulfilmentEvent.FulfilmentReleased) =>
                before with { Stage = under, Since = at, Under = null },
            ({ Stage: not DwellStage.OnHold }, FulfilmentEvent.FulfilmentHeld) =>
                before with { Stage = DwellStage.OnHold, Since = at, Under = before.Stage },
            (_, FulfilmentEvent.UnitsDispatched) => To(before, DwellStage.Dispatched, at),
            (_, FulfilmentEvent.FulfilmentScheduled) => To(before, DwellStage.Scheduled, at),
            (_, FulfilmentEvent.FulfilmentWoke) => To(before, DwellStage.Open, at),
            (_, FulfilmentEvent.AllPacked) => To(before, DwellStage.Packed, at),
            (_, FulfilmentEvent.FulfilmentReopened or FulfilmentEvent.UnitsPicked) =>
                To(before, DwellStage.InProgress, at),
            _ => before,
        };

    /// <summary>Whether what ended a stage was that the goods went on: only then its time counts. What is cancelled, or
    /// not wanted any more, says nothing of how long the stage takes.</summary>
    public static bool IsProgress(object happened) => happened
        is not (OrderEvent.OrderCancelled or FulfilmentEvent.FulfilmentCancelled or FulfilmentEvent.UnitsShort
            or FulfilmentEvent.UnitsStopped or FulfilmentEvent.UnitsWithdrawn);

    private static Standing Forward(Standing before, DwellStage to, Instant at) =>
        to > before.Stage ? before with { Stage = to, Since = at } : before;

    /// <summary>What is held goes on underneath; what has left comes back no more.</summary>
    private static Standing To(Standing before, DwellStage to, Instant at) =>
        before.Stage == to || (before.Stage == DwellStage.Dispatched && to != DwellStage.Dispatched) ? before
        : before is { Stage: DwellStage.OnHold } && to != DwellStage.Dispatched ? before with { Under = to }
        : before with { Stage = to, Since = at, Under = null };

    private static Standing? Less(Standing before, long units) =>
        before.Units <= units ? null : before with { Units = before.Units - units };

    private static string LocationOf(OrderTerms terms) =>
        terms.Lines.Select(line => line.ShipFrom ?? terms.ShipFrom).OfType<string>()
            .GroupBy(location => location, StringComparer.Ordinal)
            .OrderByDescending(of => of.Count()).ThenBy(of => of.Key, StringComparer.Ordinal)
            .FirstOrDefault()?.Key ?? string.Empty;

    private static string MostOf(IReadOnlyList<RoutedUnits> units) =>
        units.GroupBy(each => each.Location, StringComparer.Ordinal)
            .OrderByDescending(of => of.Sum(each => (long)each.Quantity)).ThenBy(of => of.Key, StringComparer.Ordinal)
            .First().Key;
}
