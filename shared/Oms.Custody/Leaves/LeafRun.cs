namespace Oms.Custody;

/// <summary>The outcome of verifying a run of records.</summary>
/// <param name="Accepted">The leaves of the good records, from the first one on.</param>
/// <param name="Device">The device's head after them.</param>
/// <param name="Custodies">The heads of the custodies they touched.</param>
/// <param name="Fault">Why the record after them was refused; null when the whole run is good.</param>
public sealed record LeafRun(
    IReadOnlyList<CustodyLeaf> Accepted,
    ChainHead Device,
    IReadOnlyDictionary<string, ChainHead> Custodies,
    LeafFault? Fault);
