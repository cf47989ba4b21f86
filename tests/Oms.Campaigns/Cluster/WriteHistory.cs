namespace Oms.Campaigns.Cluster;

/// <summary>Every write that was acknowledged: where it stands, and when it was under way.</summary>
/// <threadsafety>Any number of writers at once; read it when they have ended.</threadsafety>
internal sealed class WriteHistory
{
    private readonly Lock _gate = new();
    private readonly List<AcknowledgedWrite> _writes = [];

    public IReadOnlyList<AcknowledgedWrite> Writes => _writes;

    public void Add(AcknowledgedWrite write)
    {
        lock (_gate)
        {
            _writes.Add(write);
        }
    }

    /// <summary>Whether offsets respect real time: what began after another was acknowledged stands behind it in the
    /// log of the shard, whoever wrote either; and no two stand in one place.</summary>
    /// <returns>What is wrong; empty when nothing is.</returns>
    public IEnumerable<string> OutOfOrder()
    {
        foreach (var shard in _writes.Where(write => write.IsOwn).GroupBy(write => write.Shard))
        {
            var byEnd = shard.OrderBy(write => write.Ended).ToArray();
            var (ended, newest) = (0, default(AcknowledgedWrite));
            foreach (var write in shard.OrderBy(write => write.Began))
            {
                for (; ended < byEnd.Length && byEnd[ended].Ended < write.Began; ended++)
                {
                    newest = newest is null || byEnd[ended].Offset > newest.Offset ? byEnd[ended] : newest;
                }

                if (newest is not null && write.Offset <= newest.Offset)
                {
                    yield return $"{write} began after {newest} was acknowledged: real time is not respected";
                }
            }

            foreach (var place in shard.GroupBy(write => write.Offset).Where(place => place.Count() > 1))
            {
                yield return $"Several writes were acknowledged for one place: {string.Join(", ", place)}";
            }
        }
    }
}

/// <param name="Began">A timestamp, before the first attempt.</param>
/// <param name="Ended">A timestamp, after the final answer.</param>
internal sealed record AcknowledgedWrite(string Item, int Shard, long Offset, long Began, long Ended)
{
    /// <summary>Whether the place is this write's alone: what another one had done before is answered with a place of
    /// that.</summary>
    public bool IsOwn { get; init; } = true;

    public override string ToString() => $"{Item} at {Shard}-{Offset}";
}
