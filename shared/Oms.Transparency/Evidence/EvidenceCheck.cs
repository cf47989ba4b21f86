namespace Oms.Transparency;

/// <summary>One check of an evidence file.</summary>
/// <param name="Name">The check's name; stable, for machines.</param>
/// <param name="Passed">Whether it passed.</param>
/// <param name="Detail">What was found, as one sentence.</param>
public sealed record EvidenceCheck(string Name, bool Passed, string Detail);
