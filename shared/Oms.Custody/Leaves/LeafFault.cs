namespace Oms.Custody;

/// <summary>Where a run of records stops continuing its chains, and why.</summary>
/// <param name="Index">The record's place in the run, from 0.</param>
/// <param name="Seq">The device's seq that the record claims; null where the leaf cannot be read.</param>
/// <param name="Kind">Why.</param>
/// <param name="Reason">One sentence with what was expected and what was found.</param>
public sealed record LeafFault(int Index, long? Seq, LeafFaultKind Kind, string Reason);
