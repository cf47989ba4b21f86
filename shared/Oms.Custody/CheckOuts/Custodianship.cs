namespace Oms.Custody.CheckOuts;

/// <summary>Who is responsible for what, at every instant of a visit: each asset and each unit has exactly one
/// party.</summary>
public static class Custodianship
{
    /// <summary>All that the visit is about, and who has it.</summary>
    /// <returns>
    /// For each thing the parties that have some of it; their quantities add up to all of it. Units that a consignee
    /// took are his. Units that are missing stay with the giving party until they are accounted for. Empty before the
    /// arrival.
    /// </returns>
    public static IReadOnlyList<Holding> Of(CheckOut state)
    {
        if (state.Known is not { } facts)
        {
            return [];
        }

        var (giver, receiver) = facts.Parties;
        var receives = (state is CheckOut.Completed ? Taken(facts) : facts.Arrival.StandsFor?.Received ?? [])
            .ToDictionary(taken => taken.Item, taken => taken.Quantity);
        var holdings = new List<Holding>();
        foreach (var (item, present, delivered) in Things(facts))
        {
            holdings.AddRange(delivered.Select(one => new Holding(item, one.Quantity, $"consignee:{one.Consignee}")));
            var taken = Math.Min(present, receives.GetValueOrDefault(item));
            Add(item, taken, receiver);
            Add(item, present - taken, giver);
        }

        return holdings;

        void Add(Item item, int quantity, string custodian)
        {
            if (quantity > 0)
            {
                holdings.Add(new Holding(item, quantity, custodian));
            }
        }
    }

    /// <summary>What the receiving party has at this instant.</summary>
    public static IReadOnlyList<ItemQuantity> ReceivedIn(CheckOut state) =>
        state.Known is { Parties.Receiver: var receiver }
            ? [.. Of(state).Where(holding => holding.Custodian == receiver)
                .Select(holding => new ItemQuantity(holding.Item, holding.Quantity))]
            : [];

    /// <summary>What the receiving party takes over when both have signed.</summary>
    private static IReadOnlyList<ItemQuantity> Taken(CheckOutFacts facts)
    {
        var excepted = facts.Exceptions.ToDictionary(exception => exception.Item, exception => exception.Quantity);
        return
        [
            .. Handed(facts)
                .Select(thing => thing with
                {
                    Quantity = Math.Max(0, thing.Quantity - excepted.GetValueOrDefault(thing.Item)),
                })
                .Where(thing => thing.Quantity > 0),
        ];
    }

    /// <summary>The event that both signatures lead to.</summary>
    internal static CheckOutEvent.Completed Complete(CheckOutFacts facts)
    {
        var (giver, receiver) = facts.Parties;
        var taken = Taken(facts).ToDictionary(thing => thing.Item, thing => thing.Quantity);
        List<ItemQuantity> kept =
        [
            .. facts.Exceptions.Select(exception => new ItemQuantity(exception.Item, exception.Quantity)),
            .. Assets(facts).Where(item => !taken.ContainsKey(item) && facts.Exceptions.All(one => one.Item != item))
                .Select(item => new ItemQuantity(item, 1)),
        ];
        return new CheckOutEvent.Completed(taken.ContainsKey(VehicleOf(facts)) ? receiver : giver)
        {
            Kept = kept.Count > 0 ? kept : null,
        };
    }

    /// <summary>How much of a thing can be excepted: what is there to be handed over.</summary>
    internal static int HandedOf(CheckOutFacts facts, Item item) =>
        Handed(facts).FirstOrDefault(thing => thing.Item == item)?.Quantity ?? 0;

    /// <summary>Things, each once: how many are here, and how many went to consignees.</summary>
    private static IEnumerable<(Item Item, int Present, IReadOnlyList<(string Consignee, int Quantity)> Delivered)>
        Things(CheckOutFacts facts)
    {
        foreach (var asset in Assets(facts))
        {
            yield return (asset, 1, []);
        }

        var promised = CargoCounting.Promised(facts).ToLookup(line => (line.Sku, line.Lot), line => line.Quantity);
        var delivered = Delivered(facts).ToLookup(one => (one.Sku, one.Lot), one => (one.Consignee, one.Quantity));
        var found = Counted(facts).ToDictionary(count => (count.Sku, count.Lot), count => count.Found);
        foreach (var (sku, lot) in promised.Select(one => one.Key)
            .Union(delivered.Select(one => one.Key)).Union(found.Keys))
        {
            IReadOnlyList<(string Consignee, int Quantity)> gone =
            [
                .. delivered[(sku, lot)].GroupBy(one => one.Consignee, StringComparer.Ordinal)
                    .Select(one => (one.Key, one.Sum(units => units.Quantity))),
            ];
            var left = promised[(sku, lot)].Sum() - gone.Sum(one => one.Quantity);

            // More may be found than was promised; it is there all the same.
            yield return (
                new Item(ItemKind.Units, sku, lot), Math.Max(left, found.GetValueOrDefault((sku, lot))), gone);
        }
    }

    private static IEnumerable<ItemQuantity> Handed(CheckOutFacts facts)
    {
        foreach (var asset in Assets(facts).Where(asset => IsHanded(facts, asset)))
        {
            yield return new ItemQuantity(asset, 1);
        }

        foreach (var count in Counted(facts).Where(count => count.Found > 0))
        {
            yield return new ItemQuantity(new Item(ItemKind.Units, count.Sku, count.Lot), count.Found);
        }
    }

    private static IReadOnlyList<CargoCount> Counted(CheckOutFacts facts) => facts.Cargo?.Counts ?? facts.Counts();

    /// <summary>Vehicle and trailer, what is to be handed over, and what was.</summary>
    private static IEnumerable<Item> Assets(CheckOutFacts facts)
    {
        List<Item> all = [VehicleOf(facts)];
        if (facts.Arrival.Trailer is { } trailer)
        {
            all.Add(new Item(ItemKind.Trailer, trailer));
        }

        all.AddRange(facts.Arrival.Issued ?? []);
        if (facts.Keys is { } keys)
        {
            all.Add(new Item(ItemKind.Key, keys.KeyTag));
        }

        all.AddRange(facts.Assets.Select(asset => new Item(asset.Kind, asset.Id)));
        return all.Distinct();
    }

    private static bool IsHanded(CheckOutFacts facts, Item asset) =>
        asset.Kind is ItemKind.Vehicle or ItemKind.Trailer
        || (asset.Kind is ItemKind.Key && facts.Keys?.KeyTag == asset.Id)
        || facts.Assets.Any(one =>
            one.Kind == asset.Kind && one.Id == asset.Id && one.Outcome is not AssetOutcome.Missing);

    private static Item VehicleOf(CheckOutFacts facts) => new(ItemKind.Vehicle, facts.Arrival.Vehicle);

    private static IEnumerable<(string Sku, string Lot, string Consignee, int Quantity)> Delivered(
        CheckOutFacts facts) =>
        from stop in facts.Manifest?.Stops ?? []
        where facts.Deliveries.ContainsKey(stop.Stop)
        from line in facts.Deliveries[stop.Stop].Lines
        where line.Delivered > 0
        select (line.Sku, line.Lot, stop.Consignee, line.Delivered);
}
