namespace Oms.Epcis;

/// <summary>What came out of reading a text as EPCIS.</summary>
/// <param name="Document">The document; null when the text has not even its form.</param>
/// <param name="Findings">What stands in the way of reading it; empty when nothing does.</param>
public sealed record EpcisReading(EpcisDocument? Document, IReadOnlyList<EpcisFinding> Findings);
