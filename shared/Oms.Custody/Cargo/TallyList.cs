namespace Oms.Custody.Cargo;

/// <summary>What a count goes by: the units it should find, and what codes stand for.</summary>
/// <param name="Expected">From the manifest or from what stops sent back; a SKU and lot may stand there for several
/// stops.</param>
/// <param name="Items">The trade items that may occur; the first of a GTIN is taken.</param>
/// <param name="LogisticUnits">The advance list of pallets; the first of an SSCC is taken.</param>
public sealed record TallyList(
    IReadOnlyList<ExpectedUnits> Expected,
    IReadOnlyList<TradeItem> Items,
    IReadOnlyList<LogisticUnit> LogisticUnits);
