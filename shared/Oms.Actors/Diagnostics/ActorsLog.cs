using Microsoft.Extensions.Logging;
using Oms.Entities;

namespace Oms.Actors.Diagnostics;

/// <summary>Log messages of the entity runtime: event ids 1000 to 1099.</summary>
internal static partial class ActorsLog
{
    [LoggerMessage(1000, LogLevel.Information, "Started with {Shards} shards and {Consumers} consumers")]
    public static partial void Started(this ILogger log, int shards, int consumers);

    [LoggerMessage(1001, LogLevel.Information, "Drained: nothing is in flight")]
    public static partial void Drained(this ILogger log);

    [LoggerMessage(1002, LogLevel.Error,
        "Incident {Incident}: a command failed on {Address} at {Seq}; the entity recovers from its log")]
    public static partial void DeciderFailed(
        this ILogger log, Exception failure, string incident, EntityAddress address, long seq);

    [LoggerMessage(1003, LogLevel.Error, "Set aside {Address} at {Seq}: {Reason}; others go on")]
    public static partial void SetAside(this ILogger log, EntityAddress address, long seq, string reason);

    [LoggerMessage(1004, LogLevel.Information, "Released {Address}; it recovers at its next command")]
    public static partial void Released(this ILogger log, EntityAddress address);

    [LoggerMessage(1005, LogLevel.Warning, "Ignored a snapshot of {Address} that cannot be read; all events are read")]
    public static partial void SnapshotIgnored(this ILogger log, Exception failure, EntityAddress address);

    [LoggerMessage(1006, LogLevel.Warning, "Could not recover {Address}: the journal is away")]
    public static partial void RecoveryFailed(this ILogger log, Exception failure, EntityAddress address);

    [LoggerMessage(1010, LogLevel.Error, "Lost shard {Shard} at epoch {Epoch}: another writer holds it")]
    public static partial void ShardFenced(this ILogger log, int shard, long epoch);

    [LoggerMessage(1011, LogLevel.Error, "An append of {Rows} records failed; {Shards} shards go on from their logs")]
    public static partial void AppendFailed(this ILogger log, Exception failure, int rows, int shards);

    [LoggerMessage(1012, LogLevel.Information, "Acquired shard {Shard} at epoch {Epoch} with {Head} records")]
    public static partial void ShardAcquired(this ILogger log, int shard, long epoch, long head);

    [LoggerMessage(1013, LogLevel.Warning, "Could not acquire shard {Shard} at attempt {Attempt}; it is tried again")]
    public static partial void AcquireFailed(this ILogger log, Exception failure, int shard, int attempt);

    [LoggerMessage(1015, LogLevel.Warning, "Could not acquire {Shards} shards; the next look tries again")]
    public static partial void TakeFailed(this ILogger log, Exception failure, int shards);

    [LoggerMessage(1016, LogLevel.Warning,
        "Could not read where the consumers of shard {Shard} stand; it serves, and it is tried again")]
    public static partial void ConsumersUnread(this ILogger log, Exception failure, int shard);

    [LoggerMessage(1014, LogLevel.Warning, "Command {Command} of {Address} is in the log already; the batch is split")]
    public static partial void DuplicateFound(this ILogger log, CommandId command, EntityAddress address);

    [LoggerMessage(1016, LogLevel.Warning, "Could not confirm {Reads} strict reads; they are refused")]
    public static partial void ReadsUnconfirmed(this ILogger log, Exception failure, int reads);

    [LoggerMessage(1020, LogLevel.Error,
        "Stopped consumer {Consumer} on shard {Shard} at {Offset}: {Reason}; other shards go on")]
    public static partial void ConsumerStopped(
        this ILogger log, Exception? failure, string consumer, int shard, long offset, string reason);

    [LoggerMessage(1023, LogLevel.Error,
        "Consumer {Consumer} passed over record {Offset} of shard {Shard}, which cannot be decoded")]
    public static partial void RecordPassedOver(
        this ILogger log, Exception failure, string consumer, int shard, long offset);

    [LoggerMessage(1021, LogLevel.Warning,
        "Consumer {Consumer} on shard {Shard} failed at {Offset}; it is tried again")]
    public static partial void ConsumerRetried(
        this ILogger log, Exception? failure, string consumer, int shard, long offset);

    [LoggerMessage(1027, LogLevel.Warning,
        "The store of {Consumer} lost what it had confirmed of shard {Shard}: it stands at {Stored}, not at {Saved}; "
            + "it is fed again from there")]
    public static partial void ProjectionLost(
        this ILogger log, string consumer, int shard, long saved, long stored);

    [LoggerMessage(1022, LogLevel.Error,
        "A compensation of {Consumer} for {Shard}-{Offset} was refused by {Address}: {Reason}")]
    public static partial void CompensationRefused(
        this ILogger log, string consumer, int shard, long offset, EntityAddress address, string reason);

    [LoggerMessage(1040, LogLevel.Information, "Node {Node} joined as {Incarnation}")]
    public static partial void NodeJoined(this ILogger log, string node, Guid incarnation);

    [LoggerMessage(1041, LogLevel.Warning, "A heartbeat of node {Node} failed; its lease goes on until its end")]
    public static partial void HeartbeatFailed(this ILogger log, Exception failure, string node);

    [LoggerMessage(1042, LogLevel.Error,
        "Node {Node} was declared dead as {Incarnation}: it drops every shard and starts anew")]
    public static partial void NodeBuried(this ILogger log, string node, Guid incarnation);

    [LoggerMessage(1043, LogLevel.Warning, "Node {Node} could not read the table of nodes and shards")]
    public static partial void TableUnread(this ILogger log, Exception failure, string node);

    [LoggerMessage(1044, LogLevel.Warning, "Node {Node} declared dead whose lease had ended")]
    public static partial void NodesDeclaredDead(this ILogger log, string node);

    [LoggerMessage(1045, LogLevel.Information, "Gave shard {Shard} up at epoch {Epoch}")]
    public static partial void ShardGiven(this ILogger log, int shard, long epoch);

    [LoggerMessage(1046, LogLevel.Error, "A message for {Address} from another node is not understood")]
    public static partial void FrameNotUnderstood(this ILogger log, Exception failure, EntityAddress address);

    [LoggerMessage(1047, LogLevel.Error, "Node {Node} is outdated: it serves nothing more and does not join again")]
    public static partial void NodeOutdated(this ILogger log, Exception failure, string node);

    [LoggerMessage(1048, LogLevel.Information,
        "Node {Node} saw that all nodes understand a newer version: events up to version {Format} are written now")]
    public static partial void FormatAdvanced(this ILogger log, string node, int format);

    [LoggerMessage(1049, LogLevel.Warning, "A command of {Address} waits until all nodes are upgraded")]
    public static partial void EventNotReleased(this ILogger log, Exception failure, EntityAddress address);

    [LoggerMessage(1030, LogLevel.Warning, "Reminders of shard {Shard} could not be read; they are read again")]
    public static partial void RemindersFailed(this ILogger log, Exception failure, int shard);
}
