namespace Oms.Custody;

/// <summary>The outcome of verifying a run of records.</summary>
/// <param name="Accepted">The leaves of the good records, from the first one on.</param>
/// <param name="Device">The device's head after them.</param>
/// <param name="Custodies">The heads of the custodies they touched.</param>
/// <param name="Fault">Why the record after them was refused; null when the whole run is good.</param>
/// <param name="KeyChange">
/// Set where the last accepted record changes the key: what follows it is judged by the new key, in a run of its own.
/// </param>
public sealed record LeafRun(
    IReadOnlyList<CustodyLeaf> Accepted,
    ChainHead Device,
    IReadOnlyDictionary<string, ChainHead> Custodies,
    LeafFault? Fault,
    DeviceKeyChange? KeyChange = null);
