using NodaTime;

namespace Oms.Actors.Postgres;

/// <summary>Where a PostgreSQL journal is and how it is used, and with it the tables of its cluster.</summary>
/// <param name="ConnectionString">
/// Npgsql's. Several hosts may be named, separated by commas; only one that accepts writes is used, for reads as well:
/// a standby may lag, and nothing may be decided on what it shows. No pooler may stand between that shares sessions
/// by transaction.
/// </param>
public sealed record PostgresJournalOptions(string ConnectionString)
{
    /// <summary>How many shards a new journal gets. An existing one keeps its own.</summary>
    public int ShardCount { get; init; } = 256;

    /// <summary>
    /// Appends in flight at once, each on a connection of its own. From 1 to 4; the actor system's lanes should be as
    /// many, since a shard belongs to lane <c>shard % lanes</c> of both.
    /// </summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Connections for reading at most; further reads wait for one. From 1 to 100.</summary>
    public int ReadersMax { get; init; } = 8;

    /// <summary>An append that takes longer has an unknown outcome, and its connection is given up. From 1 s to 10
    /// min, whole seconds.</summary>
    public Duration AppendWait { get; init; } = Duration.FromSeconds(10);

    /// <summary>How long opening a connection may take, waiting for a free one included. From 1 s, whole
    /// seconds.</summary>
    public Duration ConnectWait { get; init; } = Duration.FromSeconds(5);

    /// <summary>A heartbeat of a cluster's node that takes longer was none. From 1 s to 1 min, whole seconds; at most
    /// the pause between two.</summary>
    public Duration HeartbeatWait { get; init; } = Duration.FromSeconds(1);

    /// <summary>Which of several databases it is, from 0: the first one has every shard at first, any other
    /// none.</summary>
    public int Cell { get; init; }

    /// <summary>The cluster that the database must belong to; null takes what it says.</summary>
    internal Guid? Cluster { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A value is outside its bounds; the message names both.</exception>
    internal void Validate()
    {
        MustBeWithin(ShardCount, 1, 256, nameof(ShardCount));
        MustBeWithin(Lanes, 1, 4, nameof(Lanes));
        MustBeWithin(Cell, 0, 255, nameof(Cell));
        MustBeWithin(ReadersMax, 1, 100, nameof(ReadersMax));
        MustBeWithin(AppendWait.TotalSeconds, 1, 600, nameof(AppendWait));
        MustBeWithin(ConnectWait.TotalSeconds, 1, 600, nameof(ConnectWait));
        MustBeWithin(HeartbeatWait.TotalSeconds, 1, 60, nameof(HeartbeatWait));
    }

    private static void MustBeWithin(double value, double min, double max, string name)
    {
        if (!(value >= min && value <= max))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is not from {min} to {max}.");
        }
    }
}
