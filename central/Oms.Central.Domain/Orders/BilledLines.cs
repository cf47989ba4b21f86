using System.Collections.Immutable;

namespace Oms.Central.Orders;

/// <summary>What all bills of an order say together, kept up bill by bill.</summary>
/// <param name="OfLine">Units and amounts by the order's line; credit notes take away.</param>
/// <param name="Reductions">What bills gave or took at each rate that is of no line, in their order.</param>
internal sealed record BilledLines(
    ImmutableDictionary<int, (int Units, BillParts Parts)> OfLine,
    ImmutableList<(TaxRates? Rates, BillParts Parts)> Reductions)
{
    public static BilledLines None { get; } = new(ImmutableDictionary<int, (int, BillParts)>.Empty, []);

    public BilledLines With(OrderBill bill) => bill.Lines.Aggregate(this, (all, line) =>
    {
        var (units, parts) = bill.Kind == BillKind.Invoice
            ? (line.Units, line.Parts)
            : (-line.Units, line.Parts.Negated());
        if (line.Line is not { } of)
        {
            return all with { Reductions = all.Reductions.Add((line.Rates, parts)) };
        }

        var before = all.OfLine.GetValueOrDefault(of);
        return all with { OfLine = all.OfLine.SetItem(of, (before.Units + units, before.Parts.Plus(parts))) };
    });
}
