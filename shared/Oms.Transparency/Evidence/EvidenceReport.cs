namespace Oms.Transparency;

/// <summary>What verifying an evidence file found.</summary>
/// <param name="Verdict">The judgement.</param>
/// <param name="CheckOut">The check-out that the file says it is of; null where that cannot be read.</param>
/// <param name="Depot">The depot that the file says it is of; null where that cannot be read.</param>
/// <param name="Checks">The checks in their order, up to the first that failed.</param>
/// <param name="Failure">The first failure; null when the file is valid.</param>
/// <param name="Attachments">The files that a valid file's bodies name; empty otherwise.</param>
/// <param name="Facts">What a file that agrees with itself holds; null for one that was rejected.</param>
public sealed record EvidenceReport(
    EvidenceVerdict Verdict,
    string? CheckOut,
    string? Depot,
    IReadOnlyList<EvidenceCheck> Checks,
    EvidenceFailure? Failure,
    IReadOnlyList<AttachmentReference> Attachments,
    EvidenceFacts? Facts = null)
{
    /// <summary>What a reader must know of a valid file; empty where there is nothing.</summary>
    public IReadOnlyList<EvidenceFailure> Findings { get; init; } = [];
}
