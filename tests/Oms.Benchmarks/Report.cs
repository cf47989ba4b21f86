using System.Globalization;

namespace Oms.Benchmarks;

/// <summary>Prints a question's answer, and below it each limit that was measured in the same run, as lines of
/// <c>name=value</c> pairs.</summary>
internal static class Report
{
    /// <summary>How often everything is measured, in turns; before that it is done once to warm up.</summary>
    public static readonly int Runs = int.Parse(Environment.GetEnvironmentVariable("OMS_BENCH_TURNS") ?? "5");

    /// <summary>Measures an answer and its limits in turns, so that a busy neighbour is unfair to all.</summary>
    /// <returns>The figures of each, without those of the first turn.</returns>
    public static async Task<IReadOnlyList<IReadOnlyList<double>>> InTurnsAsync(params Func<Task<double>>[] passes)
    {
        var runs = passes.Select(_ => new List<double>()).ToList();
        for (var run = 0; run <= Runs; run++)
        {
            for (var pass = 0; pass < passes.Length; pass++)
            {
                var figure = await passes[pass]();
                if (run > 0)
                {
                    runs[pass].Add(figure);
                }
            }
        }

        return runs;
    }

    public static void Answer(string benchmark, string unit, IReadOnlyList<double> runs, params string[] facts) =>
        Console.WriteLine($"benchmark={benchmark} unit={unit} {Figures(runs)} {string.Join(' ', facts)}");

    /// <param name="runs">The answer's figures.</param>
    /// <param name="limits">The limit's; <c>of_limit</c> is the median of the one by the median of the other.</param>
    public static void Limit(
        string limit, IReadOnlyList<double> runs, IReadOnlyList<double> limits, params string[] facts)
    {
        var share = Text("F2", Median(runs) / Median(limits));
        Console.WriteLine($"    limit={limit} {Figures(limits)} of_limit={share} {string.Join(' ', facts)}".TrimEnd());
    }

    public static string Text(string format, double value) => value.ToString(format, CultureInfo.InvariantCulture);

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static string Figures(IReadOnlyList<double> runs) =>
        $"median={Text("F0", Median(runs))} runs={string.Join(',', runs.Select(run => Text("F0", run)))}";
}
