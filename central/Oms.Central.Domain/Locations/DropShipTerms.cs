using Oms.Central.Inventory;
using Oms.Central.Purchasing;
using Oms.Entities;
using Oms.Finance;

namespace Oms.Central.Locations;

/// <summary>What a supplier sends straight to our customers, at a location that stands for it.</summary>
/// <param name="Supplier">The supplier's id.</param>
/// <param name="Offers">What it sends, 1 to 500, each sku once.</param>
/// <param name="TolerancePermille">By how much an invoiced price may differ from the agreed one, 0 to 1 000.</param>
public sealed record DropShipTerms(
    string Supplier, IReadOnlyList<DropShipOffer> Offers, int TolerancePermille = 0)
{
    /// <summary>Products of one location; more of the same supplier are another location.</summary>
    public const int OffersMax = 500;

    private const int PermilleMax = 1_000;

    /// <summary>What it offers of a product; null where it offers none.</summary>
    public DropShipOffer? Of(string sku) => Offers.FirstOrDefault(offer => offer.Sku == sku);

    /// <summary>The first member that is out of its range, as a JSON Pointer within the request; null when all are
    /// good.</summary>
    internal LocationRejection.InvalidTerms? Fault()
    {
        const string At = "/terms/drop_ship";
        if (!EntityAddress.IsId(Supplier))
        {
            return new($"{At}/supplier", "It is no supplier's id.");
        }

        if (TolerancePermille is < 0 or > PermilleMax)
        {
            return new($"{At}/tolerance_permille", $"It must be from 0 to {PermilleMax}.");
        }

        if (Offers.Count is < 1 or > OffersMax)
        {
            return new($"{At}/offers", $"1 to {OffersMax} products.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, offer) in Offers.Index())
        {
            if (!StockItemId.IsSku(offer?.Sku))
            {
                return new($"{At}/offers/{index}/sku", StockItemId.SkuRule);
            }

            if (!seen.Add(offer!.Sku))
            {
                return new($"{At}/offers/{index}/sku", "The product is named twice.");
            }

            if (offer.UnitCost.Minor is < 0 or > PurchaseTerms.CostMax
                || offer.UnitCost.Currency != Offers[0].UnitCost.Currency)
            {
                return new(
                    $"{At}/offers/{index}/unit_cost",
                    $"From 0 to {PurchaseTerms.CostMax} minor units, all in one currency.");
            }

            if (offer.Units is < 0 or > PurchaseTerms.QuantityMax)
            {
                return new($"{At}/offers/{index}/units", $"It must be from 0 to {PurchaseTerms.QuantityMax}.");
            }
        }

        return null;
    }
}

/// <param name="UnitCost">What we pay for one unit, until the supplier acknowledges another price.</param>
/// <param name="Units">Units that it says it has, for routing; nobody counts them down. Null for as many as are
/// wanted.</param>
public sealed record DropShipOffer(string Sku, Money UnitCost, int? Units = null);
