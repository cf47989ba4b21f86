using NodaTime;
using Oms.Custody;

namespace Oms.Transparency;

/// <summary>What a file that agrees with itself holds, for a report.</summary>
/// <param name="Records">The records, in the custody's order.</param>
/// <param name="RootKeyId">The root's key, see <see cref="DevicePublicKey.KeyId"/>.</param>
/// <param name="LogVkey">The log's key.</param>
/// <param name="LogSize">The entries of the log that the checkpoint covers.</param>
/// <param name="Witnesses">The names of the trusted witnesses that signed the checkpoint.</param>
public sealed record EvidenceFacts(
    IReadOnlyList<EvidenceFact> Records,
    string RootKeyId,
    string LogVkey,
    long LogSize,
    IReadOnlyList<string> Witnesses)
{
    /// <summary>When those of the witnesses whose signatures say so saw the checkpoint, by their clocks: the records
    /// are not younger than that.</summary>
    public IReadOnlyList<EvidenceSighting> Sightings { get; init; } = [];
}

/// <summary>When a witness saw the checkpoint, as its signature says (C2SP tlog-cosignature).</summary>
/// <param name="Witness">Its name.</param>
/// <param name="At">In whole seconds, by its clock.</param>
public sealed record EvidenceSighting(string Witness, Instant At);

/// <summary>One record of a file that agrees with itself.</summary>
/// <param name="Leaf">What was signed.</param>
/// <param name="Body">The body that the leaf is bound to.</param>
/// <param name="LogIndex">Its place in the log.</param>
/// <param name="KeyId">The key that signed it, see <see cref="DevicePublicKey.KeyId"/>.</param>
public sealed record EvidenceFact(CustodyLeaf Leaf, ReadOnlyMemory<byte> Body, long LogIndex, string KeyId);
