using NodaTime;
using Oms.Actors;

namespace Oms.Central.Epcis;

/// <summary>Up to when the read model has every event that was recorded, of all shards and nodes.</summary>
/// <remarks>
/// Two looks make it so: what the shards' logs hold at the first one is in the read model at a later one. While a node
/// is silent, a shard is nobody's, or the read model stands still, the time stands still as well.
/// </remarks>
/// <param name="lagOfAll">How far the consumers of all shards are.</param>
/// <param name="shards">How many shards there are.</param>
internal sealed class SettledEvents(Func<Task<ClusterLag>> lagOfAll, int shards)
{
    /// <summary>How long an event may have been on its way into its shard's log, and how far the clocks of two nodes
    /// may be apart.</summary>
    public static readonly Duration Margin = Duration.FromSeconds(5);

    private (Instant At, Dictionary<int, long> Heads)? _mark;
    private Instant? _upTo;

    /// <summary>Looks once.</summary>
    /// <returns>Null while it is not known.</returns>
    public async Task<Instant?> LookAsync(Instant now)
    {
        var lag = await lagOfAll();
        var rows = lag.Rows.Where(row => row.Consumer == EpcisProjection.ProjectionName).ToList();
        if (lag.Silent.Count > 0 || rows.Select(row => row.Shard).Distinct().Count() < shards)
        {
            return _upTo;
        }

        // Where two nodes speak of one shard, it is moving: the one that has seen more counts.
        var offsets = rows.GroupBy(row => row.Shard).ToDictionary(of => of.Key, of => of.Max(row => row.Offset));
        if (_mark is not { } mark || mark.Heads.All(head => offsets[head.Key] >= head.Value))
        {
            _upTo = _mark?.At - Margin ?? _upTo;
            _mark = (now, rows.GroupBy(row => row.Shard).ToDictionary(of => of.Key, of => of.Max(row => row.Head)));
        }

        return _upTo;
    }
}
