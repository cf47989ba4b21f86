using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Oms.Actors.Cluster;

/// <summary>Which node a shard should be on: every node computes it alone and comes to the same answer.</summary>
/// <remarks>
/// Weighted rendezvous hashing: each node draws for each shard, and the highest draw wins; a node that comes or goes
/// moves only the shards that it wins or had. The draw is <c>-weight / ln(u)</c>, u from the first 8 bytes of
/// SHA-256(UTF-8(name NUL shard)). It is a wish: who owns a shard is what the table says.
/// </remarks>
public static class Placement
{
    /// <summary>The node a shard should be on; null when no node is up.</summary>
    public static NodeInfo? Of(int shard, string? preferred, IEnumerable<NodeRow> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        NodeInfo? best = null;
        var highest = double.NegativeInfinity;
        foreach (var row in nodes)
        {
            if (row.State is not NodeState.Up)
            {
                continue;
            }

            var draw = row.Node.Name == preferred ? double.PositiveInfinity : Draw(row.Node, shard);
            if (draw > highest || (draw.Equals(highest) && Precedes(row.Node, best!)))
            {
                (best, highest) = (row.Node, draw);
            }
        }

        return best;
    }

    private static bool Precedes(NodeInfo one, NodeInfo other) =>
        (one.Name, one.Id).CompareTo((other.Name, other.Id)) < 0;

    private static double Draw(NodeInfo node, int shard)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{node.Name}\0{shard}"), hash);

        // 53 bits, and never 0 or 1: the logarithm is finite and below zero.
        var u = ((BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) + 0.5) / (1UL << 53);
        return -node.Weight / Math.Log(u);
    }
}
