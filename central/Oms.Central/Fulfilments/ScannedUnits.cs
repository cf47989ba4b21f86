using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Products;
using Oms.Custody.Cargo;
using Oms.Gs1;

namespace Oms.Central.Fulfilments;

/// <summary>Units that somebody scanned, as what they are.</summary>
internal sealed record ScannedUnits(string Sku, string Lot, int Quantity, IReadOnlyList<string>? Serials)
{
    /// <summary>Reads what was scanned or typed; what the code says must not be typed otherwise.</summary>
    public static async Task<(ScannedUnits? Units, Answer? Problem)> ReadAsync(
        CentralNode node, ScannedUnitsBody body, CancellationToken cancellationToken)
    {
        if (body.Quantity is < 1 or > Orders.Order.QuantityMax)
        {
            return (null, Problems.Invalid("/quantity", $"It must be from 1 to {Orders.Order.QuantityMax}."));
        }

        var (sku, lot, serials, units) = (body.Sku, body.Lot, body.Serials, 1);
        if (body.Data is { } data)
        {
            var label = LabelReader.Read(data);
            if (label.Gtin is not { } gtin)
            {
                return (null, Mismatch(label.Findings.Count > 0
                    ? $"The code cannot be read: {label.Findings[0].Message}"
                    : "The code names no product; scan the GTIN."));
            }

            var owner = await node.Gtins.ReadAsync(
                CentralNode.Address(GtinOwner.Kind, gtin.Digits), default, cancellationToken);
            if (owner.State.Sku is not { } known)
            {
                return (null, Mismatch($"No product has the GTIN {gtin.Digits}."));
            }

            var product = (await node.Products.ReadAsync(
                ProductRegistrar.AddressOf(known), default, cancellationToken)).State;
            units = product.Terms?.Gtins?.FirstOrDefault(each =>
                Gtin.TryParse(each.Gtin, out var one) && one.Digits == gtin.Digits)?.Units ?? 1;
            if ((sku ?? known) != known || (lot is not null && label.Lot is not null && lot != label.Lot)
                || (serials is not null && label.Serial is not null))
            {
                return (null, Mismatch($"The code says {known}, lot {label.Lot}: that is not what was typed."));
            }

            (sku, lot) = (known, label.Lot ?? lot);
            serials = label.Serial is { } serial ? [serial] : serials;
        }

        return sku is null || !StockItemId.IsSku(sku) ? (null, Problems.Invalid("/sku", "Scan a code, or name it."))
            : lot is null || !Orders.OrderTerms.IsName(lot)
                ? (null, Problems.Invalid("/lot", "The code does not say the lot; name it."))
            : (long)units * body.Quantity > Orders.Order.QuantityMax
                ? (null, Problems.Invalid("/quantity", $"It must be at most {Orders.Order.QuantityMax} units."))
            : (new ScannedUnits(sku, lot, units * body.Quantity, serials), null);
    }

    /// <summary>What was scanned is not what was to be scanned; nothing has changed.</summary>
    public static Answer Mismatch(string why) => Problems.Of(409, "scan-mismatch", why);
}
