using System.Globalization;
using System.Text;
using Oms.Transparency;

namespace Oms.Cli.Verify;

/// <summary>The report for people: one line a file, then one a check.</summary>
internal static class HumanReport
{
    public static async Task WriteAsync(TextWriter output, TextWriter error, IReadOnlyList<FileResult> results)
    {
        foreach (var result in results)
        {
            if (result.Report is { } report)
            {
                await output.WriteAsync(Describe(result, report));
            }
            else
            {
                await error.WriteLineAsync(Clean($"{result.File}: cannot be read. {result.Problem}"));
            }
        }
    }

    private static string Describe(FileResult result, EvidenceReport report)
    {
        var text = new StringBuilder();
        Line(text, $"{result.File}: {Verdict(result, report.Verdict)}");
        if (report.CheckOut is not null)
        {
            Line(text, $"  check-out {report.CheckOut} of {report.Depot}");
        }

        foreach (var check in report.Checks)
        {
            var place = !check.Passed && report.Failure is { Place.Length: > 0 } failure ? failure.Place + ": " : "";
            Line(text, $"  {(check.Passed ? "ok  " : "FAIL")}  {check.Name,-12}  {place}{check.Detail}");
        }

        foreach (var attachment in result.Attachments)
        {
            var (mark, detail) = attachment.State switch
            {
                AttachmentState.Right => ("ok  ", "is the file that was recorded."),
                AttachmentState.Wrong => ("FAIL", "is not the file that was recorded."),
                _ => ("-   ", $"is not here; its SHA-256 is {attachment.Reference.Sha256}."),
            };
            var name = attachment.Reference.Name ?? attachment.Reference.Role;
            Line(text, $"  {mark}  {"attachment",-12}  {name} {detail}");
        }

        foreach (var name in result.Extra)
        {
            Line(text, $"  note  {"attachment",-12}  {name} is no part of this evidence.");
        }

        return text.ToString();
    }

    private static string Verdict(FileResult result, EvidenceVerdict verdict) => verdict switch
    {
        EvidenceVerdict.Valid when !result.HasWrongAttachment => "VALID",
        EvidenceVerdict.SignedByStranger => "SIGNED BY A STRANGER",
        _ => "REJECTED",
    };

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(Clean(line.ToString(CultureInfo.InvariantCulture))).Append('\n');

    /// <summary>A file that was tampered with must not command the terminal.</summary>
    private static string Clean(string line) =>
        string.Concat(line.Select(c =>
            char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '?' : c));
}
