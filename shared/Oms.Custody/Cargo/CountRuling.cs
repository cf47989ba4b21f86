namespace Oms.Custody.Cargo;

/// <summary>What a person rules where scans and manual count differ.</summary>
/// <param name="Quantity">All units, the damaged ones among them; at least 0.</param>
/// <param name="Damaged">The damaged ones, from 0 to <paramref name="Quantity"/>.</param>
public sealed record CountRuling(string Sku, string Lot, int Quantity, int Damaged, string By, string Reason);
