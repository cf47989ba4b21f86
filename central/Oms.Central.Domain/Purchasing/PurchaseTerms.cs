using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Inventory;
using Oms.Central.Json;
using Oms.Entities;
using Oms.Finance;

namespace Oms.Central.Purchasing;

/// <summary>What is bought, where it is to go, and at which prices.</summary>
/// <param name="Supplier">The supplier's id.</param>
/// <param name="Location">Where it is received; of a drop shipment the location that stands for the supplier.</param>
/// <param name="Lines">In the order of their numbers, which start at 1; all in one currency.</param>
/// <param name="TolerancePermille">By how much an invoiced price may differ from the agreed one, 0 to 1 000.</param>
public sealed record PurchaseTerms(
    string Supplier, string Location, IReadOnlyList<PurchasedLine> Lines, int TolerancePermille = 0)
{
    /// <summary>The order whose customer gets it; null where we receive it ourselves.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DropShipFor? DropShip { get; init; }

    /// <summary>Lines of one purchase order.</summary>
    public const int LinesMax = 500;

    /// <summary>Units of one line.</summary>
    public const int QuantityMax = 1_000_000;

    /// <summary>What one unit may cost, minor units.</summary>
    public const long CostMax = 1_000_000_000_000;

    private const int PermilleMax = 1_000;

    /// <summary>The first member that is out of its range, as a JSON Pointer within the terms; null when all are
    /// good.</summary>
    public PurchaseRejection.Invalid? Fault()
    {
        if (!EntityAddress.IsId(Supplier))
        {
            return new("/supplier", "It is no supplier's id.");
        }

        if (!StockItemId.IsLocation(Location))
        {
            return new("/location", StockItemId.LocationRule);
        }

        if (TolerancePermille is < 0 or > PermilleMax)
        {
            return new("/tolerance_permille", $"It must be from 0 to {PermilleMax}.");
        }

        if (Lines.Count is < 1 or > LinesMax)
        {
            return new("/lines", $"A purchase order has 1 to {LinesMax} lines.");
        }

        for (var i = 0; i < Lines.Count; i++)
        {
            if (!StockItemId.IsSku(Lines[i].Sku))
            {
                return new($"/lines/{i}/sku", StockItemId.SkuRule);
            }

            if (Lines[i].Quantity is < 1 or > QuantityMax)
            {
                return new($"/lines/{i}/quantity", $"It must be from 1 to {QuantityMax}.");
            }

            if (Lines[i].UnitCost.Minor is < 0 or > CostMax)
            {
                return new($"/lines/{i}/unit_cost/minor", $"It must be from 0 to {CostMax}.");
            }

            if (Lines[i].UnitCost.Currency != Lines[0].UnitCost.Currency)
            {
                return new($"/lines/{i}/unit_cost/currency", "All lines have one currency.");
            }
        }

        return null;
    }

    /// <summary>Whether these are the same terms, member by member.</summary>
    public bool IsSameAs(PurchaseTerms other) => WrittenForm.IsSame(this, other, PurchasingJson.Default.PurchaseTerms);
}

/// <param name="UnitCost">What one unit costs.</param>
/// <param name="ExpectedOn">The day on which it is wanted; null where any will do.</param>
public sealed record PurchasedLine(string Sku, int Quantity, Money UnitCost, LocalDate? ExpectedOn = null)
{
    /// <summary>The line of the order that it is for; null where we receive it ourselves.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DropShipLine? For { get; init; }
}
