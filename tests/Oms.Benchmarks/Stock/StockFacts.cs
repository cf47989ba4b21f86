namespace Oms.Benchmarks.Stock;

/// <summary>What is printed of a stock item beside its rate.</summary>
internal static class StockFacts
{
    /// <summary>How long callers waited: the median over all turns, of each turn's median and p99.</summary>
    public static string Waits(IReadOnlyList<double> medians, IReadOnlyList<double> tails) =>
        $"p50_ms={Report.Text("F1", Report.Median(medians))} p99_ms={Report.Text("F1", Report.Median(tails))}";
}
