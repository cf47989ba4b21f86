using System.Text.RegularExpressions;
using Xunit;

namespace Oms.Testing;

/// <summary>A rule of <c>deploy/alarms*.yml</c>.</summary>
/// <param name="Expression">When it holds, in Prometheus' language.</param>
/// <param name="Runbook">The page that says what to do, a path from the solution's folder.</param>
public sealed partial record AlarmRule(string Name, string Expression, string Runbook)
{
    /// <summary>The rules of a file of <c>deploy/</c>, in their order.</summary>
    public static IReadOnlyList<AlarmRule> In(string file) =>
    [
        .. Rule().Matches(File.ReadAllText(Checkout.PathOf("deploy", file))).Select(rule =>
            new AlarmRule(rule.Groups[1].Value, rule.Groups[2].Value, rule.Groups[3].Value)),
    ];

    /// <summary>Asserts that every figure that rules ask for is on a page of figures.</summary>
    /// <returns>The names of all figures on the page.</returns>
    public static IReadOnlySet<string> AssertFigures(IReadOnlyList<AlarmRule> rules, string page)
    {
        var known = TypeLine().Matches(page).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.NotEmpty(rules);
        Assert.All(rules, rule =>
        {
            var asked = FigureName().Matches(Labels().Replace(rule.Expression, string.Empty))
                .Select(match => BucketSuffix().Replace(match.Value, string.Empty)).ToList();
            Assert.NotEmpty(asked);
            Assert.All(asked, name => Assert.Contains(name, known));
        });
        return known;
    }

    [GeneratedRegex(@"- alert: (\w+)\n\s+expr: (.+)\n(?:(?!- alert:).*\n)*?\s+runbook: (\S+)")]
    private static partial Regex Rule();

    [GeneratedRegex(@"^# TYPE (\S+) ", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex("oms_[a-z_]+")]
    private static partial Regex FigureName();

    // What stands behind "by" and in braces are labels.
    [GeneratedRegex(@"by \([^)]*\)|\{[^}]*\}")]
    private static partial Regex Labels();

    [GeneratedRegex("_bucket$")]
    private static partial Regex BucketSuffix();
}
