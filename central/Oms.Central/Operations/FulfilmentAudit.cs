using Oms.Actors.Journal;
using Oms.Central.Carriers;
using Oms.Central.Fulfilments;
using Oms.Central.Inventory;
using Oms.Central.Manifests;
using Oms.Central.Storage;

namespace Oms.Central.Operations;

/// <summary>What must hold of what is picked, packed and sent: units add up, what pickers have is what the stock items
/// gave them, each packed unit is in one package, each package has a number of its own, and what left was handed to a
/// driver (I14). Each kind of entity is folded by itself, from its own events.</summary>
internal sealed class FulfilmentAudit
{
    private readonly Dictionary<string, FulfilmentOrder> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DeliveryRoute> _routes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SsccSeries> _series = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ShippingLabel> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CloseOut> _closeOuts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly FormCodec<FulfilmentEvent> _codec = new(FulfilmentEvents.Orders);
    private readonly FormCodec<RouteEvent> _routeCodec = new(RouteEvents.Forms);
    private readonly FormCodec<LabelEvent> _labelCodec = new(LabelEvents.Forms);
    private readonly FormCodec<CloseOutEvent> _closeOutCodec = new(CloseOutEvents.Forms);
    private readonly FormCodec<SsccEvent> _seriesCodec = new(FulfilmentEvents.Series);

    public void Fold(JournalRecord record, List<Violation> violations)
    {
        InvariantAudit.Fold(
            AuditRules.Fulfilment, record, FulfilmentOrder.Kind, _orders, _codec, FulfilmentOrder.Initial,
            FulfilmentOrder.Evolve, violations);
        InvariantAudit.Fold(
            "I14", record, DeliveryRoute.Kind, _routes, _routeCodec, DeliveryRoute.Initial, DeliveryRoute.Evolve,
            violations);
        InvariantAudit.Fold(
            AuditRules.Fulfilment, record, SsccSeries.Kind, _series, _seriesCodec, SsccSeries.Initial,
            SsccSeries.Evolve, violations);
        InvariantAudit.Fold(
            AuditRules.Fulfilment, record, ShippingLabel.Kind, _labels, _labelCodec, ShippingLabel.Initial,
            ShippingLabel.Evolve, violations);
        InvariantAudit.Fold(
            AuditRules.Fulfilment, record, CloseOut.Kind, _closeOuts, _closeOutCodec, CloseOut.Initial,
            CloseOut.Evolve, violations);
        if (InvariantAudit.Read(record, SsccSeries.Kind, _seriesCodec) is SsccEvent.SsccAssigned given)
        {
            _ = _given.Add(given.Sscc);
        }
    }

    public void Check(Dictionary<string, StockItem> stock, List<Violation> violations) =>
        violations.AddRange(Check(_orders, _routes, stock, _given).Concat(Labels(_labels))
            .Concat(CloseOuts(_closeOuts, _labels)));

    /// <summary>A carrier has one label of a parcel at most, and it is the last that was asked for.</summary>
    public static IEnumerable<Violation> Labels(IReadOnlyDictionary<string, ShippingLabel> labels) =>
        from parcel in labels
        let there = parcel.Value.Labels.Where(label => label.MayExist).ToList()
        where there.Count > 1 || (there.Count == 1 && there[0] != parcel.Value.Last)
        select new Violation(
            AuditRules.Fulfilment, parcel.Key,
            $"Labels {string.Join(" and ", there.Select(label => label.Ask.Number))} of "
                + $"{parcel.Value.Last!.Ask.Number} are there.");

    /// <summary>A carrier is told of a label once, and of none that says that it is elsewhere.</summary>
    public static IEnumerable<Violation> CloseOuts(
        IReadOnlyDictionary<string, CloseOut> closeOuts, IReadOnlyDictionary<string, ShippingLabel> labels) =>
        from each in closeOuts
        where each.Value.Stage is CloseOutStage.Sealed or CloseOutStage.Accepted
        from parcel in each.Value.Included
        let says = labels.GetValueOrDefault(parcel.Sscc)?.Labels.Find(label => label.Ask.Number == parcel.Number)
        where says?.CloseOut != each.Key
        select new Violation(
            AuditRules.Fulfilment, $"{each.Key}/{parcel.Sscc}",
            $"Label {parcel.Number} is in it, and says that it is in {says?.CloseOut ?? "none"}.");

    /// <param name="given">The package numbers that the series gave.</param>
    public static IEnumerable<Violation> Check(
        Dictionary<string, FulfilmentOrder> orders,
        Dictionary<string, DeliveryRoute> routes,
        Dictionary<string, StockItem> stock,
        IReadOnlySet<string> given) =>
        Units(orders).Concat(Twice(orders)).Concat(Picked(orders, stock, all: true)).Concat(Numbers(orders, given))
            .Concat(Custody(orders, routes));

    /// <summary>The same of some fulfilment orders, with the stock items and routes that they name; not their packages'
    /// numbers.</summary>
    public static IEnumerable<Violation> CheckSome(
        Dictionary<string, FulfilmentOrder> orders,
        Dictionary<string, DeliveryRoute> routes,
        Dictionary<string, StockItem> stock) =>
        Units(orders).Concat(Twice(orders)).Concat(Picked(orders, stock, all: false))
            .Concat(Custody(orders, routes));

    /// <summary>Units that stock items have given to pickers, and that nobody has.</summary>
    /// <param name="orders">All that the stock items name.</param>
    public static IEnumerable<Violation> Orphans(
        Dictionary<string, StockItem> stock, Dictionary<string, FulfilmentOrder> orders) =>
        from item in stock
        from units in item.Value.Picked ?? StockItem.NothingPicked
        let line = orders.GetValueOrDefault(units.Value.Fulfilment)?.Lines
            .Find(each => each.Reservation == units.Key)
        where (line?.Picked + line?.Packed ?? 0) == 0
        select Nobody(units.Value.Fulfilment, units.Key, units.Value.Quantity);

    private static IEnumerable<Violation> Units(Dictionary<string, FulfilmentOrder> orders) =>
        from order in orders
        from line in order.Value.Lines
        let packed = order.Value.Packages.Where(package => package.Status is not PackageStatus.Void)
            .SelectMany(package => package.Content)
            .Where(units => units.Reservation == line.Reservation && units.Route is null)
            .Sum(units => units.Quantity)
        where !line.IsSound || packed != line.Packed
        select new Violation(
            AuditRules.Fulfilment,
            $"{order.Key}/{line.Line}",
            $"Of {line.Quantity}: {line.Open} open, {line.Picked} picked, {line.Packed} packed ({packed} in packages), "
                + $"{line.Short} short, {line.Cancelled} cancelled, {line.Dispatched} dispatched.");

    /// <summary>What is promised is to be picked in one fulfilment order: one that is split, merged or moved gives its
    /// units up before another has them.</summary>
    private static IEnumerable<Violation> Twice(Dictionary<string, FulfilmentOrder> orders) =>
        from each in orders
        from line in each.Value.Lines
        where line.ToDo > 0
        group each.Key by line.Reservation into reservation
        where reservation.Count() > 1
        select new Violation(
            AuditRules.Fulfilment, reservation.Key, $"{string.Join(" and ", reservation)} are to pick it.");

    /// <summary>What stock items have given to pickers is what fulfilment orders have in hand and in
    /// packages.</summary>
    private static IEnumerable<Violation> Picked(
        Dictionary<string, FulfilmentOrder> orders, Dictionary<string, StockItem> stock, bool all)
    {
        var gave = (from item in stock
                    from units in item.Value.Picked ?? StockItem.NothingPicked
                    where all || orders.ContainsKey(units.Value.Fulfilment)
                    select (Of: (units.Value.Fulfilment, units.Key), units.Value.Quantity))
            .ToDictionary(each => each.Of, each => each.Quantity);
        foreach (var (id, order) in orders)
        {
            foreach (var line in order.Lines)
            {
                _ = gave.Remove((id, line.Reservation), out var units);
                if (units != line.Picked + line.Packed)
                {
                    yield return new Violation(
                        AuditRules.Fulfilment,
                        $"{id}/{line.Line}",
                        $"{line.Picked} are picked and {line.Packed} packed; the stock item gave {units}.");
                }
            }
        }

        foreach (var ((id, reservation), units) in gave)
        {
            yield return Nobody(id, reservation, units);
        }
    }

    private static Violation Nobody(string fulfilment, string reservation, int units) => new(
        AuditRules.Fulfilment, fulfilment, $"{units} units are picked for {reservation}, and nobody has them.");

    private static IEnumerable<Violation> Numbers(
        Dictionary<string, FulfilmentOrder> orders, IReadOnlySet<string> given)
    {
        var packages = orders.SelectMany(order => order.Value.Packages.Select(package => (order.Key, package.Sscc)))
            .ToLookup(each => each.Sscc, each => each.Key, StringComparer.Ordinal);
        return
        [
            .. from package in packages
               where package.Count() > 1
               select new Violation(
                   AuditRules.Fulfilment, package.Key, $"It names packages of {string.Join(" and ", package)}."),
            .. from package in packages
               where !given.Contains(package.Key)
               select new Violation(AuditRules.Fulfilment, package.Key, "No series gave this number."),
        ];
    }

    /// <summary>I14: what a fulfilment order sent is on the manifest that the driver took over, and a package is on one
    /// manifest only.</summary>
    private static IEnumerable<Violation> Custody(
        Dictionary<string, FulfilmentOrder> orders, Dictionary<string, DeliveryRoute> routes)
    {
        var sent = (
            from order in orders
            from package in order.Value.Packages
            from units in package.Content
            where units.Route is not null
            select (order.Key, Order: order.Value.Work!.Order, package.Sscc, Units: units,
                IsHandedOut: order.Value.HandedOut || order.Value.PickUp is { IsCollected: true }))
            .ToList();
        foreach (var one in sent.GroupBy(each => (each.Order, each.Units.Line, each.Units.Lot, each.Units.Route)))
        {
            var (order, number, lot, route) = one.Key;
            var taken = routes.GetValueOrDefault(route!)?.Manifest?.Stops
                .Where(stop => stop.Order == order).SelectMany(stop => stop.Lines)
                .Where(line => line.Line == number && line.Lot == lot).Sum(line => line.Quantity) ?? 0;
            var left = one.Sum(each => each.Units.Quantity);
            if (FulfilmentOrder.IsPickUp(route!))
            {
                // The code is the hand-over to the customer.
                taken = one.First().IsHandedOut ? left : 0;
            }

            if (left > taken)
            {
                yield return new Violation(
                    "I14", $"{one.First().Key}/{number} {lot}",
                    $"{left} units left on route {route}; its manifest hands over {taken}.");
            }
        }

        foreach (var package in sent.GroupBy(each => each.Sscc)
            .Where(package => package.DistinctBy(each => each.Units.Route).Count() > 1))
        {
            yield return new Violation("I14", package.Key, "It left on two routes.");
        }
    }
}
