using System.CommandLine;
using Oms.Cli.Checking;
using Oms.Custody.HoursOfService;

namespace Oms.Cli.HoursOfService;

/// <summary><c>oms hos</c>: judges cases of hours of service.</summary>
internal static class HoursCommand
{
    private const int BytesMax = 16 * 1024 * 1024;

    public static Command Create(Surroundings surroundings) =>
        CheckCommand.Create(
            "hos",
            "Judges the records of duty status in a case file by 49 CFR 395.1 and 395.3 (property-carrying), and says "
            + "where a violation is not the one that the case expects.",
            surroundings,
            BytesMax,
            (_, octets) => Check(HoursCaseFile.Read(octets)));

    private static CheckReport Check(IReadOnlyList<HoursCase> cases)
    {
        var (lines, findings) = (new List<string>(), new List<Finding>());
        foreach (var one in cases)
        {
            var result = HoursOfServiceRules.Evaluate(one.Log, one.AsOf);
            var found = result.Violations.Select(violation =>
                new HoursExpectation(HoursCaseFile.CodeOf(violation.Rule), violation.From)).ToList();
            var differs = one.Expected is { } expected && !expected.Order().SequenceEqual(found.Order());
            lines.AddRange(HoursReport.Of(one, result));
            if (differs)
            {
                findings.Add(new Finding(
                    "expectation-differs",
                    one.Name,
                    $"Expected {HoursReport.Text(one, one.Expected!)}, but found {HoursReport.Text(one, found)}."));
            }
        }

        lines.Add($"{cases.Count} cases, {findings.Count} not as expected.");
        return new CheckReport(lines, findings);
    }
}
