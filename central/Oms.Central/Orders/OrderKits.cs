using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Products;
using Oms.Entities;
using Oms.Finance;

namespace Oms.Central.Orders;

/// <summary>Takes kits apart into lines, as their products say at this moment.</summary>
internal static class OrderKits
{
    /// <summary>Products that are looked at for one kit.</summary>
    private const int LooksMax = 2_000;

    /// <summary>The lines of an order: those given, then the components of each kit, of kits within kits too.</summary>
    /// <returns>The lines, or the problem.</returns>
    public static async Task<(IReadOnlyList<OrderedLine>? Lines, Answer? Problem)> LinesAsync(
        CentralNode node, PlaceOrderBody body, CancellationToken cancellationToken)
    {
        var given = body.Lines ?? [];
        if (given.Index().FirstOrDefault(line => line.Item?.Kit is not null) is { Item: not null } part)
        {
            return (null, Problems.Invalid($"/lines/{part.Index}/kit", "Kits are given in kits."));
        }

        var lines = new List<OrderedLine>(given);
        foreach (var (i, kit) in (body.Kits ?? []).Index())
        {
            if (kit is null || !StockItemId.IsSku(kit.Sku))
            {
                return (null, Problems.Invalid($"/kits/{i}/sku", StockItemId.SkuRule));
            }

            if (kit.Quantity is < 1 or > Order.QuantityMax)
            {
                return (null, Problems.Invalid($"/kits/{i}/quantity", $"It must be from 1 to {Order.QuantityMax}."));
            }

            if (kit.ShipFrom is { } from && !StockItemId.IsLocation(from))
            {
                return (null, Problems.Invalid($"/kits/{i}/ship_from", StockItemId.LocationRule));
            }

            var found = new Parts();
            if (!await AddPartsAsync(node, kit.Sku, 1, found, cancellationToken))
            {
                return (null, Problems.Of(
                    409, "kit-unknown", $"No active product {kit.Sku} says what the kit consists of.",
                    problem => problem.Sku = kit.Sku));
            }

            if (found.Looked > LooksMax)
            {
                return (null, Problems.Invalid($"/kits/{i}/sku", "The kit has too many components within components."));
            }

            if (found.Units.FirstOrDefault(part => part.Value * kit.Quantity > Order.QuantityMax) is { Key: { } much })
            {
                return (null, Problems.Invalid(
                    $"/kits/{i}/quantity", $"That is more than {Order.QuantityMax} units of {much}."));
            }

            if (lines.Count + found.Units.Count > Order.LinesMax)
            {
                return (null, Problems.Invalid("/kits", $"An order has up to {Order.LinesMax} lines."));
            }

            var components = found.Units.OrderBy(part => part.Key, StringComparer.Ordinal)
                .Select(part => new KitUnits(part.Key, (int)part.Value)).ToList();
            if (PriceFault(kit, body.Money, components, $"/kits/{i}") is { } unpriced)
            {
                return (null, unpriced);
            }

            var prices = kit.Price?.Apportioned(kit.Quantity, components);
            foreach (var (at, component) in components.Index())
            {
                var band = await BandAsync(node, component.Sku, cancellationToken);
                lines.Add(new OrderedLine(component.Sku, component.PerKit * kit.Quantity, band)
                {
                    Kit = new LineKit(i + 1, kit.Sku, component.PerKit, kit.Policy),
                    ShipFrom = kit.ShipFrom,
                    Price = prices?[at],
                });
            }
        }

        return (lines, null);
    }

    /// <summary>What is wrong with the price of a kit; null when nothing is, and where the order's own terms are
    /// wrong.</summary>
    private static Answer? PriceFault(
        OrderedKit kit, MoneyTerms? money, IReadOnlyList<KitUnits> components, string at)
    {
        if ((money is null) != (kit.Price is null))
        {
            return Problems.Invalid(
                money is null ? "/money" : $"{at}/price",
                money is null
                    ? "Kits with prices need the order's currency and terms."
                    : "Every line and kit has one, or none has.");
        }

        // An unknown currency is the order's own fault, and told as such.
        return money is not null && kit.Price!.Fault(
            kit.Quantity, Currency.Find(money.Currency) ?? kit.Price.Unit.Currency, components, at) is { } fault
                ? Problems.Invalid(fault.Field, fault.Reason)
                : null;
    }

    /// <summary>Adds what a kit consists of; a component that is a kit is taken apart too.</summary>
    /// <returns>False when it is no kit, or one that is not sold any more.</returns>
    private static async Task<bool> AddPartsAsync(
        CentralNode node, string sku, long times, Parts found, CancellationToken cancellationToken)
    {
        if (++found.Looked > LooksMax)
        {
            return true;
        }

        var product = await ReadAsync(node, sku, cancellationToken);
        if (product is not { Status: ProductStatus.Active, Terms.Kit: { } kit })
        {
            return false;
        }

        foreach (var part in kit)
        {
            // No kit holds itself, and none is deeper than the product's own limit, so this comes to an end.
            var units = long.Min(times * part.Quantity, Order.QuantityMax + 1L);
            if (!await AddPartsAsync(node, part.Sku, units, found, cancellationToken))
            {
                found.Units[part.Sku] = found.Units.GetValueOrDefault(part.Sku) + units;
            }
        }

        return true;
    }

    private static async Task<Oms.Custody.CheckOuts.TemperatureBand?> BandAsync(
        CentralNode node, string sku, CancellationToken cancellationToken) =>
        (await ReadAsync(node, sku, cancellationToken)).Terms?.Band;

    private static async Task<Product> ReadAsync(CentralNode node, string sku, CancellationToken cancellationToken) =>
        (await node.Products.ReadAsync(
            CentralNode.Address(Product.Kind, EntityAddress.Join(sku)), cancellationToken)).State;

    /// <summary>What a kit was found to consist of.</summary>
    private sealed class Parts
    {
        /// <summary>Units of each product in one kit; what is above the most that a line may have is not told
        /// exactly.</summary>
        public Dictionary<string, long> Units { get; } = new(StringComparer.Ordinal);

        public int Looked { get; set; }
    }
}
