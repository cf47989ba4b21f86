using System.Text.Json;
using System.Text.Json.Serialization;
using Oms.Transparency;

namespace Oms.Cli.Verify;

/// <summary>The report for machines.</summary>
internal static partial class JsonReport
{
    public static async Task WriteAsync(TextWriter output, IReadOnlyList<FileResult> results)
    {
        var report = new Report([.. results.Select(Describe)]);
        await output.WriteLineAsync(JsonSerializer.Serialize(report, ReportJson.Default.Report));
    }

    private static FileReport Describe(FileResult result) => new(
        result.File,
        result.Report is null ? "unreadable" : result.Code switch
        {
            ExitCode.Ok or ExitCode.Contradiction => "valid",
            ExitCode.Stranger => "signed_by_stranger",
            _ => "rejected",
        },
        result.Code,
        result.Problem,
        result.Report?.CheckOut,
        result.Report?.Depot,
        result.Report?.Checks ?? [],
        result.Report?.Failure,
        result.Report?.Findings ?? [],
        result.Report?.Facts is { } facts ? Tell(facts) : null,
        [.. result.Attachments.Select(attachment => new AttachmentReport(
            attachment.Reference.Role,
            attachment.Reference.Name,
            attachment.Reference.Sha256.ToString(),
            attachment.Reference.MediaType,
            attachment.Reference.Size,
            attachment.State switch
            {
                AttachmentState.Right => "right",
                AttachmentState.Wrong => "wrong",
                _ => "absent",
            }))],
        result.Extra);

    internal sealed record Report(IReadOnlyList<FileReport> Files);

    internal sealed record FileReport(
        string File,
        string Verdict,
        int ExitCode,
        string? Problem,
        string? CheckOut,
        string? Depot,
        IReadOnlyList<EvidenceCheck> Checks,
        EvidenceFailure? Failure,
        IReadOnlyList<EvidenceFailure> Findings,
        StoryReport? Story,
        IReadOnlyList<AttachmentReport> Attachments,
        IReadOnlyList<string> Extra);

    /// <summary>The stable name of a class of fault.</summary>
    public static string NameOf(EvidenceFaultClass kind) =>
        JsonSerializer.Serialize(kind, ReportJson.Default.EvidenceFaultClass).Trim('"');

    private static StoryReport Tell(EvidenceFacts facts) => new(
        [.. facts.Records.Select(fact => new RecordReport(
            fact.Leaf.CustodySeq,
            fact.Leaf.Wall.ToString(),
            fact.Leaf.ClockQuality.ToString().ToLowerInvariant(),
            fact.Leaf.Actor,
            fact.Leaf.Kind,
            Narrative.Tell(fact),
            fact.Leaf.Device,
            fact.KeyId,
            fact.LogIndex))],
        facts.RootKeyId,
        facts.LogVkey,
        facts.LogSize,
        facts.Witnesses,
        [.. facts.Sightings.Select(one => new SightingReport(one.Witness, one.At.ToString()))],
        Narrative.ClockNotes(facts.Records));

    /// <param name="Notes">What must not be concluded from the times.</param>
    internal sealed record StoryReport(
        IReadOnlyList<RecordReport> Records,
        string RootKeyId,
        string Log,
        long LogSize,
        IReadOnlyList<string> Witnesses,
        IReadOnlyList<SightingReport> Sightings,
        IReadOnlyList<string> Notes);

    internal sealed record SightingReport(string Witness, string At);

    internal sealed record RecordReport(
        long CustodySeq,
        string Wall,
        string Clock,
        string Actor,
        string Kind,
        string Sentence,
        string Device,
        string KeyId,
        long LogIndex);

    internal sealed record AttachmentReport(
        string Role, string? Name, string Sha256, string? MediaType, long? Size, string State);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        UseStringEnumConverter = true)]
    [JsonSerializable(typeof(Report))]
    private sealed partial class ReportJson : JsonSerializerContext;
}
