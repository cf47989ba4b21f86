using NodaTime;

namespace Oms.Actors;

/// <summary>The bounds of an actor system. Each has a default that suits one node.</summary>
public sealed record ActorSystemOptions
{
    /// <summary>How many appends may be in flight at once, each over shards of its own. From 1 to 16.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Records in one append at most. From 1 to 100 000.</summary>
    public int BatchRowsMax { get; init; } = 1_000;

    /// <summary>Payload and meta bytes in one append at most; a single command may exceed it alone.</summary>
    public long BatchBytesMax { get; init; } = 4L << 20;

    /// <summary>Decided but uncommitted records of one shard; a further command is refused as overloaded.</summary>
    public int UncommittedRowsMax { get; init; } = 10_000;

    /// <summary>Decided but uncommitted bytes of one shard; a further command is refused as overloaded.</summary>
    public long UncommittedBytesMax { get; init; } = 32L << 20;

    /// <summary>Strict reads of one lane that may wait to be confirmed; a further one is refused as overloaded. From 1
    /// to 1 000 000.</summary>
    public int StrictReadsMax { get; init; } = 10_000;

    /// <summary>Entities that read their log at the same time; others wait for their turn.</summary>
    public int RecoveriesMax { get; init; } = 64;

    /// <summary>Entities in memory; above it those that were used longest ago leave.</summary>
    public int EntitiesMax { get; init; } = 200_000;

    /// <summary>How often idle entities are looked for.</summary>
    public Duration SweepEvery { get; init; } = Duration.FromSeconds(15);

    /// <summary>How long a command without a deadline may wait to be decided.</summary>
    public Duration CommandWait { get; init; } = Duration.FromSeconds(10);

    /// <summary>An append that takes longer has an unknown outcome.</summary>
    public Duration AppendWait { get; init; } = Duration.FromSeconds(30);

    /// <summary>The first pause before a shard is acquired again or a step is repeated; it doubles.</summary>
    public Duration BackOffMin { get; init; } = Duration.FromMilliseconds(50);

    /// <summary>The longest pause between two attempts.</summary>
    public Duration BackOffMax { get; init; } = Duration.FromSeconds(5);

    /// <summary>Crashes of one entity within <see cref="CrashWindow"/> that set it aside.</summary>
    public int CrashesMax { get; init; } = 3;

    /// <summary>See <see cref="CrashesMax"/>.</summary>
    public Duration CrashWindow { get; init; } = Duration.FromMinutes(1);

    /// <summary>Newest committed records kept in memory for consumers, over all shards.</summary>
    public int FeedRecordsMax { get; init; } = 16_384;

    /// <summary>Records that a consumer is given at once.</summary>
    public int ConsumerBatchMax { get; init; } = 256;

    /// <summary>The shards to acquire at the start; null for all of the journal's.</summary>
    public IReadOnlyList<int>? Shards { get; init; }

    /// <summary>The same waits in real time, under a clock that runs faster: disks do not run with it.</summary>
    /// <param name="scale">Seconds that pass on the system's clock in one real second.</param>
    public ActorSystemOptions Under(double scale) => this with
    {
        SweepEvery = SweepEvery * scale,
        CommandWait = CommandWait * scale,
        AppendWait = AppendWait * scale,
        BackOffMin = BackOffMin * scale,
        BackOffMax = BackOffMax * scale,
        CrashWindow = CrashWindow * scale,
    };
}
