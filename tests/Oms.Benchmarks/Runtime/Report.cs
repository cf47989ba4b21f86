using System.Globalization;

namespace Oms.Benchmarks.Runtime;

/// <summary>Prints a question's answer as one line of <c>name=value</c> pairs.</summary>
internal static class Report
{
    public const int Runs = 5;

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    public static void Line(string benchmark, string unit, IReadOnlyList<double> runs, params string[] facts)
    {
        var median = Median(runs).ToString("F0", CultureInfo.InvariantCulture);
        var all = string.Join(',', runs.Select(run => run.ToString("F0", CultureInfo.InvariantCulture)));
        Console.WriteLine($"benchmark={benchmark} unit={unit} median={median} runs={all} {string.Join(' ', facts)}");
    }
}
