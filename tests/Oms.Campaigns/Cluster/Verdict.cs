namespace Oms.Campaigns.Cluster;

/// <summary>The last lines of a campaign.</summary>
internal static class Verdict
{
    /// <summary>Of findings that begin alike: a thousand of one kind must not hide another.</summary>
    private const int AlikeMax = 10;

    private const int LinesMax = 100;

    /// <summary>Prints what is wrong, and whether anything is.</summary>
    /// <returns>The exit code.</returns>
    public static int Of(IReadOnlyCollection<string> wrong)
    {
        foreach (var line in wrong.GroupBy(line => line.Split(' ')[0], StringComparer.Ordinal)
            .SelectMany(alike => alike.Take(AlikeMax)).Take(LinesMax))
        {
            Console.WriteLine($"  {line}");
        }

        Console.WriteLine($"{wrong.Count} findings");

        Console.WriteLine(wrong.Count == 0 ? "1 passed, 0 failed" : "0 passed, 1 failed");
        return wrong.Count == 0 ? 0 : 1;
    }
}
