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
            ExitCode.Ok => "valid",
            ExitCode.Stranger => "signed_by_stranger",
            _ => "rejected",
        },
        result.Code,
        result.Problem,
        result.Report?.CheckOut,
        result.Report?.Depot,
        result.Report?.Checks ?? [],
        result.Report?.Failure,
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
        IReadOnlyList<AttachmentReport> Attachments,
        IReadOnlyList<string> Extra);

    internal sealed record AttachmentReport(
        string Role, string? Name, string Sha256, string? MediaType, long? Size, string State);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
    [JsonSerializable(typeof(Report))]
    private sealed partial class ReportJson : JsonSerializerContext;
}
