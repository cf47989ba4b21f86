namespace Oms.Edge.Fleet.Checking;

/// <summary>Units of one product at one place, in one bucket.</summary>
/// <param name="Bucket">A lot with its status, such as <c>L0A approved</c>, or a promise, such as
/// <c>reserved</c>.</param>
/// <param name="Units">Above zero; an empty bucket is left out.</param>
public sealed record StockFact(string Sku, string Location, string Bucket, int Units);
