using Oms.Custody;

namespace Oms.Transparency;

/// <summary>Where the log holds a record, and the proof.</summary>
/// <param name="LogIndex">The record's index in the log.</param>
/// <param name="TreeSize">The size of the checkpoint's tree.</param>
/// <param name="Hashes">The inclusion proof of <see cref="LogEntry"/> in that tree.</param>
public sealed record RecordProof(long LogIndex, long TreeSize, IReadOnlyList<Digest> Hashes);
