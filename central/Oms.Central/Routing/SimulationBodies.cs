using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Inventory;
using Oms.Central.Json;
using Oms.Central.Orders;
using Oms.Custody.Places;
using Oms.Finance;

namespace Oms.Central.Routing;

/// <summary>What a simulation is to be made of.</summary>
/// <param name="Policy">The policy; null where <paramref name="Terms"/> are given.</param>
/// <param name="Version">Which version of it; null for the one in force.</param>
/// <param name="Terms">Terms that are no policy yet.</param>
/// <param name="Orders">Orders that need not exist, up to <see cref="OrdersMax"/>.</param>
/// <param name="Past">Orders that were placed.</param>
/// <param name="Disruptions">Locations that send nothing, up to 500.</param>
/// <param name="Stock">Which stock past orders are decided over.</param>
/// <param name="Decisions">Whether the first <see cref="DecisionsMax"/> decisions are told one by one.</param>
internal sealed record SimulateBody(
    string? Policy = null,
    int? Version = null,
    RoutingTerms? Terms = null,
    IReadOnlyList<SimulatedOrder>? Orders = null,
    PastOrders? Past = null,
    IReadOnlyList<DisruptedLocation>? Disruptions = null,
    SimulatedStock Stock = SimulatedStock.Now,
    bool Decisions = true)
{
    public const int OrdersMax = 1_000;
    public const int DecisionsMax = 200;
    private const int DisruptionsMax = 500;

    /// <summary>The first member that is out of its range, as a JSON Pointer, and what it must be; null when all are
    /// good.</summary>
    public (string Field, string Reason)? Fault() =>
        Policy is null == Terms is null ? ("/policy", "Give either policy or terms.")
        : Terms?.Fault() is { } fault ? ($"/terms{fault.Field}", fault.Reason)
        : Orders is null && Past is null ? ("/orders", "Give orders, or past ones.")
        : Orders?.Count > OrdersMax ? ("/orders", $"Up to {OrdersMax}.")
        : Past is { Limit: < 1 or > PastOrders.LimitMax }
            ? ("/past/limit", $"It must be from 1 to {PastOrders.LimitMax}.")
        : Stock == SimulatedStock.AsOfOrder && Past is null
            ? ("/stock", "Only past orders have a stock of their time; give past.")
        : Stock == SimulatedStock.AsOfOrder && Past!.Limit > PastOrders.AsOfMax
            ? ("/past/limit", $"Over the stock of its time, from 1 to {PastOrders.AsOfMax}.")
        : Past is { } past && past.From >= past.Until ? ("/past/until", "It must be later than from.")
        : Disruptions?.Count > DisruptionsMax ? ("/disruptions", $"Up to {DisruptionsMax}.")
        : Enumerable.Range(0, Orders?.Count ?? 0).Select(FaultOfOrder).FirstOrDefault(each => each is not null);

    private (string Field, string Reason)? FaultOfOrder(int index)
    {
        var order = Orders![index];
        if (order.Lines.Count is < 1 or > Order.LinesMax)
        {
            return ($"/orders/{index}/lines", $"An order has 1 to {Order.LinesMax} lines.");
        }

        if (order.ShipTo is { IsOnEarth: false })
        {
            return ($"/orders/{index}/ship_to", "It must be in microdegrees, within 90 and 180 degrees.");
        }

        for (var i = 0; i < order.Lines.Count; i++)
        {
            if (!StockItemId.IsSku(order.Lines[i].Sku))
            {
                return ($"/orders/{index}/lines/{i}/sku", StockItemId.SkuRule);
            }

            if (order.Lines[i].Quantity is < 1 or > Order.QuantityMax)
            {
                return ($"/orders/{index}/lines/{i}/quantity", $"It must be from 1 to {Order.QuantityMax}.");
            }
        }

        return null;
    }
}

/// <param name="Ref">What the answer calls it; null for its number, from 1.</param>
internal sealed record SimulatedOrder(
    IReadOnlyList<SimulatedLine> Lines,
    ShipPolicy ShipPolicy = ShipPolicy.Split,
    string? Ref = null,
    Position? ShipTo = null,
    LocalDate? PromisedOn = null,
    Money? Value = null,
    IReadOnlyList<TurnedDownLine>? TurnedDown = null);

internal sealed record SimulatedLine(string Sku, int Quantity);

/// <summary>Orders that were placed in a time, the newest first.</summary>
internal sealed record PastOrders(Instant From, Instant Until, int Limit = PastOrders.LimitMax)
{
    public const int LimitMax = 10_000;

    /// <summary>The same where each is decided over the stock of its time.</summary>
    public const int AsOfMax = 500;
}

/// <summary>Which stock past orders are decided over.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<SimulatedStock>))]
internal enum SimulatedStock
{
    /// <summary>What is there now.</summary>
    Now,

    /// <summary>What was there when each order was placed.</summary>
    AsOfOrder,
}

internal sealed record DisruptedLocation(string Location, string Reason);

/// <param name="Version">Null for terms that are no policy yet.</param>
/// <param name="Today">The day on which it was decided, in UTC.</param>
internal sealed record SimulationView(
    string? Policy,
    int? Version,
    LocalDate Today,
    SimulationFigures Figures,
    IReadOnlyList<SimulatedDecision> Decisions)
{
    /// <summary>What really became of the past orders so far, in the same figures; null where none were asked
    /// for.</summary>
    public SimulationFigures? Actual { get; init; }
}

internal sealed record SimulatedDecision(string Ref, RoutingDecision Decision);

/// <summary>What all orders of a simulation add up to.</summary>
/// <param name="Consignments">Locations that send something, of every order.</param>
/// <param name="SplitOrders">Orders that leave from more than one location.</param>
/// <param name="Metres">From the sending locations to the recipients, where that is known.</param>
/// <param name="CostMinor">What the consignments cost; null where the terms do not say.</param>
/// <param name="PromisesKept">Orders with a promised day of which all units arrive by then.</param>
/// <param name="Elsewhere">Past orders of which units would leave from elsewhere than they did.</param>
internal sealed record SimulationFigures(
    int Orders,
    int Consignments,
    int SplitOrders,
    long UnitsPlanned,
    long UnitsWaiting,
    int OrdersWaiting,
    long Metres,
    long? CostMinor,
    int PromisesKept,
    int PromisesMissed,
    int Elsewhere);
