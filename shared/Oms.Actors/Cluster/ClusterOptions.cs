using NodaTime;

namespace Oms.Actors.Cluster;

/// <summary>The timings of membership, leases and placement. Each has a default that suits one site.</summary>
/// <remarks>Safety rests on the journal's epoch check alone: these only decide how soon a shard is served again, and
/// how long a read from memory may be trusted.</remarks>
public sealed record ClusterOptions
{
    /// <summary>How long a heartbeat keeps a node alive. From 1 s to 5 min.</summary>
    public Duration Ttl { get; init; } = Duration.FromSeconds(5);

    /// <summary>How often a node renews its lease: at most a third of <see cref="Ttl"/>.</summary>
    public Duration Heartbeat { get; init; } = Duration.FromSeconds(1);

    /// <summary>
    /// How much earlier than the database a node holds its own lease for ended: covers clock drift and steps. From a
    /// tenth to a half of <see cref="Ttl"/>.
    /// </summary>
    public Duration Margin { get; init; } = Duration.FromSeconds(1);

    /// <summary>How long after its end a lease may still be renewed before others declare the node dead.</summary>
    public Duration Grace { get; init; } = Duration.FromMilliseconds(500);

    /// <summary>How often a node looks at the table of nodes and shards when nothing wakes it.</summary>
    public Duration Scan { get; init; } = Duration.FromMilliseconds(250);

    /// <summary>Shards that a node gives away in one look, while all nodes are well. From 1 to 256.</summary>
    public int MovesPerScan { get; init; } = 4;

    /// <summary>A shard is not given away again sooner than this, unless an operator moves it.</summary>
    public Duration MoveAgainAfter { get; init; } = Duration.FromSeconds(60);

    /// <summary>How long a command waits for a shard that has no owner, before it is refused.</summary>
    public Duration ParkWait { get; init; } = Duration.FromSeconds(2);

    /// <summary>Commands of one shard that may be on their way to its owner, or wait for one; a further one is refused
    /// at once as overloaded.</summary>
    public int ForwardedMax { get; init; } = 1_000;

    /// <summary>How long an answer of another node is waited for before the owner is asked again.</summary>
    public Duration PeerWait { get; init; } = Duration.FromSeconds(2);

    /// <summary>At most so often another node is told how far this node's shards go; the first news after a rest goes
    /// at once. From 1 ms to <see cref="Scan"/>.</summary>
    public Duration NewsEvery { get; init; } = Duration.FromMilliseconds(15);

    /// <summary>
    /// How long a node's own heartbeats must have been unbroken before it may declare another dead: one and a half
    /// leases, so that a database that was away does not make its nodes bury each other (engine, 5.3 rule 4).
    /// </summary>
    public Duration ObserveFor => Ttl * 3 / 2;

    /// <exception cref="ArgumentException">A timing is outside its safe bounds; the message names both.</exception>
    public void Validate()
    {
        Must(Ttl >= Duration.FromSeconds(1) && Ttl <= Duration.FromMinutes(5), nameof(Ttl), "1 s to 5 min");
        Must(
            Heartbeat >= Duration.FromMilliseconds(50) && Heartbeat * 3 <= Ttl,
            nameof(Heartbeat), "50 ms to a third of Ttl");
        Must(Margin * 10 >= Ttl && Margin * 2 <= Ttl, nameof(Margin), "a tenth to a half of Ttl");
        Must(Grace >= Duration.Zero && Grace <= Ttl, nameof(Grace), "0 to Ttl");
        Must(Scan >= Duration.FromMilliseconds(10) && Scan <= Ttl, nameof(Scan), "10 ms to Ttl");
        Must(MovesPerScan is >= 1 and <= 256, nameof(MovesPerScan), "1 to 256");
        Must(MoveAgainAfter >= Duration.Zero, nameof(MoveAgainAfter), "0 or more");
        Must(ParkWait >= Duration.Zero && ParkWait <= Duration.FromMinutes(1), nameof(ParkWait), "0 to 1 min");
        Must(ForwardedMax is >= 1 and <= 1_000_000, nameof(ForwardedMax), "1 to 1 000 000");
        Must(PeerWait > Duration.Zero, nameof(PeerWait), "more than 0");
        Must(
            NewsEvery >= Duration.FromMilliseconds(1) && NewsEvery <= Duration.Max(Scan, Duration.FromMilliseconds(15)),
            nameof(NewsEvery), "1 ms to Scan");
    }

    private static void Must(bool holds, string name, string bounds)
    {
        if (!holds)
        {
            throw new ArgumentException($"Cluster option {name} must be {bounds}.", name);
        }
    }
}
