using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Central.Locations;
using Oms.Central.Orders;

namespace Oms.Central.Reports;

/// <summary>When what was promised will arrive, and whether that is in time.</summary>
/// <param name="Promise">The day that is promised.</param>
/// <param name="Stage">What its slowest units wait for.</param>
/// <param name="Earliest">When they arrive if nothing waits any more; null where nobody knows.</param>
/// <param name="Expected">When they arrive if all takes as long as it usually does; null where nobody knows.</param>
/// <param name="Why">How that was worked out, step by step.</param>
public sealed record LineOutlook(
    int Line,
    string Sku,
    int Units,
    LocalDate Promise,
    PromiseRisk Risk,
    OutlookStage Stage,
    LocalDate? Earliest,
    LocalDate? Expected,
    IReadOnlyList<string> Why);

/// <summary>Whether a promise will be kept; the later the worse.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<PromiseRisk>))]
public enum PromiseRisk
{
    OnTrack,

    /// <summary>It is kept only if something goes faster than it usually does.</summary>
    AtRisk,

    /// <summary>It cannot be kept any more.</summary>
    Unkeepable,

    /// <summary>Its day is over.</summary>
    Late,
}

/// <summary>What the slowest units of a line wait for.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<OutlookStage>))]
public enum OutlookStage
{
    /// <summary>A location, which routing is to choose.</summary>
    Location,

    /// <summary>Stock.</summary>
    Stock,

    /// <summary>The release of the order: a hold, a place, other lines.</summary>
    Release,

    /// <summary>Pickers and packers.</summary>
    Fulfilment,

    /// <summary>A truck.</summary>
    Dispatch,

    /// <summary>Arrival.</summary>
    Delivery,
}

/// <summary>How long stages usually take: nine in ten take at most that long.</summary>
/// <remarks>Null where too little is known of a stage: then it is taken to cost no time, and the reasons say
/// so.</remarks>
/// <param name="Placed">From placing to the release.</param>
/// <param name="Released">From the release until goods leave, or are begun to be picked.</param>
/// <param name="InFulfilment">Of picking and packing, until they leave.</param>
/// <param name="Shipped">On the way.</param>
public sealed record UsualTimes(Duration? Placed, Duration? Released, Duration? InFulfilment, Duration? Shipped)
{
    public static UsualTimes Unknown { get; } = new(null, null, null, null);
}

/// <summary>Where a line leaves from.</summary>
/// <param name="Terms">Its calendar and cut-off; null where nothing is known of it: it works each day.</param>
/// <param name="TransitDays">Days on the way by distance; null where that is not known.</param>
public sealed record OutlookSite(LocationTerms? Terms, int? TransitDays, UsualTimes Usual);

/// <summary>Works out when the units of a line arrive.</summary>
/// <remarks>
/// Days are told by UTC, as a proof of delivery is judged. A line is as late as its slowest units. What has stood in a
/// stage for a while is taken to need only the rest of what that stage usually takes.
/// </remarks>
public static class PromiseOutlook
{
    /// <summary>Days on the way where neither experience nor distance tells.</summary>
    private const int TransitUnknown = 1;

    /// <summary>The outlook of every line of which something is promised and has not arrived.</summary>
    /// <param name="standing">Where the order stands; null where that is not known.</param>
    /// <param name="site">What is known of a location by its id; of null for no location yet.</param>
    /// <param name="supply">When the stock that a line waits for is to come; null where nobody knows.</param>
    public static IReadOnlyList<LineOutlook> Of(
        Order order,
        Standing? standing,
        Func<string?, OutlookSite> site,
        Func<OrderLine, LocalDate?> supply,
        Instant now) =>
        order.Status is not (OrderStatus.Placed or OrderStatus.Released) ? [] :
        [
            .. from line in order.Lines
               let due = Order.DueOf(line)
               where due is not null
               let at = order.FindLocation(line)
               select Of(order, line, due.Value, standing, site(at), supply(line), now),
        ];

    private static LineOutlook Of(
        Order order,
        OrderLine line,
        LocalDate due,
        Standing? standing,
        OutlookSite site,
        LocalDate? coming,
        Instant now)
    {
        var stage = StageOf(order, line);
        var why = new List<string>();
        var today = now.InUtc().Date;
        var transit = Transit(site, why);
        LocalDate? earliest, expected;
        if (stage == OutlookStage.Delivery)
        {
            var since = standing is { Stage: DwellStage.Shipped or DwellStage.Delivered } ? standing.Since : now;
            earliest = today;
            expected = LocalDate.Max(today, since.InUtc().Date.PlusDays(transit));
            why.Add($"It is on its way since {since.InUtc().Date.ToString("uuuu-MM-dd", null)}.");
        }
        else if (Supply(coming, stage, today, why) is { } there)
        {
            var from = there > today ? there.AtMidnight().InUtc().ToInstant() : now;
            earliest = Leaves(site, from)?.PlusDays(transit);
            expected = Leaves(site, from + Usual(stage, order, standing, site.Usual, now, why))?.PlusDays(transit);
            if (earliest is null)
            {
                why.Add($"Its location works on none of the next {DispatchCalendar.DaysMax} days.");
            }
        }
        else
        {
            (earliest, expected) = (null, null);
        }

        var risk = today > due ? PromiseRisk.Late
            : earliest is null || earliest > due ? PromiseRisk.Unkeepable
            : expected > due ? PromiseRisk.AtRisk
            : PromiseRisk.OnTrack;
        return new LineOutlook(
            line.Number, line.Sku, line.Quantities.Open, due, risk, stage, earliest, expected, why);
    }

    private static OutlookStage StageOf(Order order, OrderLine line) =>
        line.Quantities.Open == line.Quantities.InTransit ? OutlookStage.Delivery
        : order.FindLocation(line) is null ? OutlookStage.Location
        : line.Quantities.Reserved == 0 || line.Quantities.Backordered > 0 ? OutlookStage.Stock
        : order.Status != OrderStatus.Released ? OutlookStage.Release
        : line.Allocation is { PickAndPack: true, Work: not { Packed: true } } ? OutlookStage.Fulfilment
        : OutlookStage.Dispatch;

    /// <summary>The day on which its units are there; null where nobody knows.</summary>
    private static LocalDate? Supply(LocalDate? coming, OutlookStage stage, LocalDate today, List<string> why)
    {
        if (stage > OutlookStage.Stock)
        {
            return today;
        }

        if (stage == OutlookStage.Stock && coming >= today)
        {
            why.Add($"It waits for stock that is to come on {coming.Value.ToString("uuuu-MM-dd", null)}.");
            return coming;
        }

        why.Add(stage == OutlookStage.Location
            ? "It waits for a location."
            : "It waits for stock, and nobody knows of any to come.");
        return null;
    }

    /// <summary>What the stages before it leaves usually take from now on.</summary>
    private static Duration Usual(
        OutlookStage stage, Order order, Standing? standing, UsualTimes usual, Instant now, List<string> why)
    {
        var packs = order.Lines.Exists(line => line.Allocation?.PickAndPack == true);
        (DwellStage Stage, Duration? Usual)[] ahead =
        [
            .. stage < OutlookStage.Fulfilment && order.Status == OrderStatus.Placed
                ? [(DwellStage.Placed, usual.Placed)] : Array.Empty<(DwellStage, Duration?)>(),
            .. stage is OutlookStage.Dispatch or OutlookStage.Release or OutlookStage.Stock or OutlookStage.Location
                ? [(DwellStage.Released, usual.Released)] : Array.Empty<(DwellStage, Duration?)>(),
            .. stage is not OutlookStage.Dispatch && packs
                ? [(DwellStage.InFulfilment, usual.InFulfilment)] : Array.Empty<(DwellStage, Duration?)>(),
        ];
        var sum = Duration.Zero;
        foreach (var (each, takes) in ahead)
        {
            var stood = standing?.Stage == each ? now - standing.Since : Duration.Zero;
            var left = Duration.Max(Duration.Zero, (takes ?? Duration.Zero) - stood);
            sum += left;
            why.Add(takes is null
                ? $"Nobody knows yet how long {Name(each)} takes."
                : $"{Name(each)} usually takes up to {Told(takes.Value)}; {Told(left)} of it are left.");
        }

        return sum;
    }

    private static int Transit(OutlookSite site, List<string> why)
    {
        var (days, from) = site.Usual.Shipped is { } usual ? (usual.Days, "as it usually is")
            : site.TransitDays is { } far ? (far, "by its distance")
            : (TransitUnknown, "for nobody knows how far it is");
        why.Add($"It is on its way for {days} days, {from}.");
        return days;
    }

    private static LocalDate? Leaves(OutlookSite site, Instant ready) =>
        site.Terms is { } terms ? terms.DispatchDay(ready) : ready.InUtc().Date;

    private static string Name(DwellStage stage) =>
        stage switch
        {
            DwellStage.Placed => "the release of an order",
            DwellStage.Released => "an order that is released",
            _ => "picking and packing",
        };

    private static string Told(Duration time) =>
        time.Days > 0 ? $"{time.Days} d {time.Hours} h" : $"{time.Hours} h {time.Minutes} min";
}
