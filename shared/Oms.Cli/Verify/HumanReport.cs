using System.Globalization;
using System.Text;
using Oms.Transparency;

namespace Oms.Cli.Verify;

/// <summary>The report for people: one line a file, one a check, then what happened and what it rests on.</summary>
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

        if (report.Failure is { } fault)
        {
            Line(text, $"  class {JsonReport.NameOf(fault.Class)}");
        }

        foreach (var finding in report.Findings)
        {
            Line(text, $"  FAIL  {finding.Check,-12}  {finding.Place}: {finding.Reason}");
            Line(text, $"  class {JsonReport.NameOf(finding.Class)}");
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

        if (report.Facts is { } facts)
        {
            Tell(text, result, facts);
        }

        return text.ToString();
    }

    /// <summary>What a person reads who knows nothing of signatures.</summary>
    private static void Tell(StringBuilder text, FileResult result, EvidenceFacts facts)
    {
        Line(text, $"  What happened:");
        foreach (var (index, fact) in facts.Records.Index())
        {
            Line(text, $"    {index + 1}. {Narrative.When(fact.Leaf)}, by {fact.Leaf.Actor}: {Narrative.Tell(fact)}");
        }

        Line(text, $"  What this rests on:");
        foreach (var signer in facts.Records.GroupBy(fact => (fact.Leaf.Device, fact.KeyId)))
        {
            var (device, key) = signer.Key;
            Line(text, $"    {signer.Count()} of the records were signed by {device}, key {key}.");
        }

        Line(text, $"    That key was certified by the root {facts.RootKeyId}.");
        Line(text, $"    The records stand in the log {facts.LogVkey}, which had {facts.LogSize} entries.");
        Line(text, $"    {Witnesses(facts)}");
        foreach (var sighting in facts.Sightings)
        {
            Line(text, $"    {sighting.Witness} saw the log with them in it at {sighting.At}, by its own clock.");
        }

        Line(text, $"  What this does not show:");
        foreach (var note in Narrative.ClockNotes(facts.Records))
        {
            Line(text, $"    {note}");
        }

        if (result.Attachments.Any(attachment => attachment.State == AttachmentState.Absent))
        {
            Line(text, $"    Files that are named and not here were not looked at.");
        }

        Line(text, $"    That what people entered was true: only that it was entered then, and not changed since.");
    }

    private static string Witnesses(EvidenceFacts facts) => facts.Witnesses.Count == 0
        ? "No trusted witness vouches that the log showed everybody the same."
        : $"That the log showed everybody the same is vouched for by {string.Join(", ", facts.Witnesses)}.";

    private static string Verdict(FileResult result, EvidenceVerdict verdict) => verdict switch
    {
        EvidenceVerdict.Valid when !result.HasWrongAttachment =>
            result.Report!.Findings.Count == 0 ? "VALID" : "VALID, BUT ITS CLOCKS CONTRADICT EACH OTHER",
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
