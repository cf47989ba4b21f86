namespace Oms.Campaigns.Cluster;

/// <summary>The last lines of a campaign.</summary>
internal static class Verdict
{
    private const int LinesMax = 50;

    /// <summary>Prints what is wrong, and whether anything is.</summary>
    /// <returns>The exit code.</returns>
    public static int Of(IReadOnlyCollection<string> wrong)
    {
        foreach (var line in wrong.Take(LinesMax))
        {
            Console.WriteLine($"  {line}");
        }

        Console.WriteLine(wrong.Count == 0 ? "1 passed, 0 failed" : "0 passed, 1 failed");
        return wrong.Count == 0 ? 0 : 1;
    }
}
