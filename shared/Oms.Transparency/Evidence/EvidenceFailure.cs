namespace Oms.Transparency;

/// <summary>The first failure of an evidence file.</summary>
/// <param name="Check">The name of the check.</param>
/// <param name="Place">Where in the file, as a JSON Pointer (RFC 6901); empty for the whole file.</param>
/// <param name="Reason">Why, as one sentence.</param>
/// <param name="Class">What kind of fault it is.</param>
public sealed record EvidenceFailure(string Check, string Place, string Reason, EvidenceFaultClass Class);
