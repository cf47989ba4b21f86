using Oms.Transparency;

namespace Oms.Cli.Verify;

/// <summary>What was found of one file.</summary>
/// <param name="File">The path as it was given.</param>
/// <param name="Report">The judgement; null where the file could not be read.</param>
/// <param name="Problem">Why the file could not be read; null where it could.</param>
/// <param name="Attachments">What was found of the files that its bodies name.</param>
/// <param name="Extra">Files beside it that no body names.</param>
internal sealed record FileResult(
    string File,
    EvidenceReport? Report,
    string? Problem,
    IReadOnlyList<AttachmentResult> Attachments,
    IReadOnlyList<string> Extra)
{
    public bool HasWrongAttachment => Attachments.Any(attachment => attachment.State == AttachmentState.Wrong);

    public int Code => Report?.Verdict switch
    {
        null => ExitCode.Usage,
        EvidenceVerdict.SignedByStranger => ExitCode.Stranger,
        EvidenceVerdict.Valid when !HasWrongAttachment =>
            Report!.Findings.Count == 0 ? ExitCode.Ok : ExitCode.Contradiction,
        _ => ExitCode.Rejected,
    };
}
