namespace Oms.Actors.Runtime;

/// <summary>What an entity's log has grown by since its last snapshot.</summary>
/// <param name="Records">Records since then.</param>
/// <param name="Bytes">Their payload and meta.</param>
/// <param name="SnapshotBytes">The last snapshot's; 0 where there is none.</param>
internal readonly record struct SnapshotDebt(long Records, long Bytes, long SnapshotBytes)
{
    public static SnapshotDebt After(long snapshotBytes) => new(0, 0, snapshotBytes);

    public SnapshotDebt With(long recordBytes) => new(Records + 1, Bytes + recordBytes, SnapshotBytes);

    /// <summary>Whether it is time for the next one: a large state is not written for a few small events.</summary>
    public bool IsDue(int every) => Records >= every && Bytes >= SnapshotBytes;
}
