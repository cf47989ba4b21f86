using Oms.Finance;

namespace Oms.Central.Orders;

/// <summary>Who sends units of a line straight to the customer, and what we pay for them.</summary>
/// <param name="Supplier">The supplier's id.</param>
/// <param name="UnitCost">What one unit costs, as it was offered.</param>
/// <param name="TolerancePermille">By how much an invoiced price may differ from the agreed one, 0 to 1 000.</param>
public sealed record LineSupply(string Supplier, Money UnitCost, int TolerancePermille);

/// <param name="Line">The number of the line; of lines that a change adds its place among them, from 1.</param>
public sealed record SuppliedLine(int Line, LineSupply Supply);
