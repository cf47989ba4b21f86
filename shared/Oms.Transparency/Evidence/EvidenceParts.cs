using Oms.Custody;
using Oms.Epcis.Mapping;

namespace Oms.Transparency;

/// <summary>What an evidence file is made of.</summary>
/// <param name="Records">Every record of one custody, in the order of its seq, with bodies.</param>
/// <param name="Proofs">For each record its proof, in the same order.</param>
/// <param name="Keys">The certificates of the keys that signed the records; ones that did not are left out.</param>
/// <param name="Checkpoint">The signed checkpoint that the proofs lead to.</param>
/// <param name="RootSpki">The SubjectPublicKeyInfo of the root that signed the certificates.</param>
/// <param name="LogVkey">The key of the log that signed the checkpoint.</param>
public sealed record EvidenceParts(
    IReadOnlyList<SignedRecord> Records,
    IReadOnlyList<RecordProof> Proofs,
    IReadOnlyList<DepotKeyCertificate> Keys,
    string Checkpoint,
    ReadOnlyMemory<byte> RootSpki,
    string LogVkey)
{
    /// <summary>The keys of the witnesses that signed the checkpoint after the log, in ordinal order; none makes a file
    /// of version 1.</summary>
    public IReadOnlyList<string> Witnesses { get; init; } = [];

    /// <summary>How the file's EPCIS events name things; null for a file without events, of version 1 or 2.</summary>
    public Gs1Names? EpcisNames { get; init; }
}
