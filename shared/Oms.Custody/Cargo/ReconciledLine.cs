namespace Oms.Custody.Cargo;

/// <summary>Where the units of one SKU and lot are.</summary>
/// <remarks>
/// Always <c>Carried = Delivered + ReturnedGood + ReturnedDamaged + Short</c>, each at least 0. What is beyond the
/// manifest is told apart.
/// </remarks>
/// <param name="Carried">On board by the manifest.</param>
/// <param name="Short">Neither delivered nor back.</param>
/// <param name="OverDelivered">Units signed for beyond what the manifest put on board.</param>
/// <param name="OverReturned">Units counted at the end beyond what the manifest leaves to come back.</param>
public sealed record ReconciledLine(
    string Sku,
    string Lot,
    long Carried,
    long Delivered,
    long ReturnedGood,
    long ReturnedDamaged,
    long Short,
    long OverDelivered,
    long OverReturned);
