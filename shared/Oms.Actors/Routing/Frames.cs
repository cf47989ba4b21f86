using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Entities;

namespace Oms.Actors.Routing;

/// <summary>What a frame asks of a shard's owner.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AskVerb>))]
public enum AskVerb
{
    /// <summary>To carry out a command.</summary>
    Ask,

    /// <summary>To read an entity's state.</summary>
    Read,

    /// <summary>To let an entity that was set aside go on.</summary>
    Release,

    /// <summary>To fill a read model again from the node's shards, after it was emptied; the kind is its
    /// name.</summary>
    Refill,

    /// <summary>To take note of how far shards of the sender go: see <see cref="AskFrame.Heads"/>. Concerns no
    /// entity.</summary>
    Heads,

    /// <summary>To say how far the consumers of the node's shards are: see <see cref="ReplyFrame.Lags"/>. Concerns no
    /// entity.</summary>
    Lag,
}

/// <summary>From which <see cref="NodeInfo.Version"/> on a node understands what was added to frames later.</summary>
/// <remarks>A member that is added needs none: who does not know it passes it over. A verb does.</remarks>
public static class FrameVersions
{
    /// <summary>What this build understands.</summary>
    public const int Newest = 2;

    /// <summary>The first with <see cref="AskVerb.Heads"/>.</summary>
    public const int Heads = 2;

    /// <summary>The first with <see cref="AskVerb.Lag"/>.</summary>
    public const int Lag = 2;

    /// <summary>Kind and id in a frame that concerns no entity.</summary>
    internal const string OfNoEntity = "node";
}

/// <summary>A command or a read on its way to another node. JSON; a member that a node does not know is passed
/// over, so that a newer node may add one.</summary>
/// <remarks>It names waits, never instants: clocks of two nodes differ.</remarks>
public sealed record AskFrame
{
    // Required members are written whatever they are: a default that is left out could not be read again.
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required AskVerb Verb { get; init; }

    public required string Tenant { get; init; }

    public required string Kind { get; init; }

    public required string Id { get; init; }

    /// <summary>How long the sender will wait for the answer, in milliseconds; then it is dropped undecided.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long WaitMilliseconds { get; init; }

    /// <summary>The same on every attempt, so that it has one effect wherever it arrives.</summary>
    public Guid CommandId { get; init; }

    public string PrincipalKind { get; init; } = "";

    public string PrincipalId { get; init; } = "";

    public string? OnBehalfOf { get; init; }

    public string? Causation { get; init; }

    public string? Correlation { get; init; }

    public string? Fingerprint { get; init; }

    /// <summary>Whether a rejection is kept in the log: see <see cref="CommandContext.KeepsRejection"/>.</summary>
    public bool KeepsRejection { get; init; }

    public JsonElement? Command { get; init; }

    /// <summary>Whether a read must be confirmed: see <see cref="ReadConsistency.Strict"/>.</summary>
    public bool Strict { get; init; }

    /// <summary>How far shards of the sender go.</summary>
    public IReadOnlyList<HeadFrame>? Heads { get; init; }

    /// <summary>The trace that it belongs to: <c>traceparent</c> of W3C Trace Context.</summary>
    public string? TraceParent { get; init; }

    /// <summary><c>tracestate</c> of W3C Trace Context.</summary>
    public string? TraceState { get; init; }
}

/// <summary>The newest committed offset of a shard.</summary>
public readonly record struct HeadFrame(int Shard, long Offset);

/// <summary>How far a consumer of a shard is.</summary>
/// <param name="Stopped">Why it goes no further; null while it does.</param>
public sealed record LagFrame(string Consumer, int Shard, long Offset, long Head, string? Stopped);

/// <summary>The answer to a frame.</summary>
public sealed record ReplyFrame
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required ReplyOutcome Outcome { get; init; }

    public RetryReason Retry { get; init; }

    public long RetryAfterMilliseconds { get; init; }

    public string? IncidentId { get; init; }

    public int Shard { get; init; }

    public long Offset { get; init; }

    public long Version { get; init; }

    public bool Repeated { get; init; }

    public IReadOnlyList<EventFrame>? Events { get; init; }

    public JsonElement? Rejection { get; init; }

    public JsonElement? State { get; init; }

    /// <summary>Whether the state was confirmed; an owner that does not know the word leaves it out.</summary>
    public bool Strict { get; init; }

    /// <summary>Why the entity is set aside.</summary>
    public QuarantineFrame? Quarantine { get; init; }

    /// <summary>How far the consumers of the node's shards are.</summary>
    public IReadOnlyList<LagFrame>? Lags { get; init; }

    /// <summary>The shards whose part of a read model the node has filled in. A former build leaves them out: a rebuild
    /// ends only when its nodes are gone.</summary>
    public IReadOnlyList<int>? Shards { get; init; }

    /// <summary>The answer that says that it was done.</summary>
    public static ReplyFrame Done { get; } = new() { Outcome = ReplyOutcome.Accepted };

    /// <summary>The answer that a node gives for a shard that is not its own.</summary>
    public static ReplyFrame NotOwner { get; } = Refused(RetryReason.NotOwner, 50);

    /// <summary>An answer that says: later, with the same command id.</summary>
    public static ReplyFrame Refused(RetryReason reason, long retryAfterMilliseconds) => new()
    {
        Outcome = ReplyOutcome.Retriable,
        Retry = reason,
        RetryAfterMilliseconds = retryAfterMilliseconds,
    };
}

/// <summary>Why an entity is set aside.</summary>
/// <param name="SinceTicks">Unix time, in units of 100 ns.</param>
public sealed record QuarantineFrame(string? Reason, long AtSeq, long SinceTicks)
{
    /// <summary>The row as a frame; null for none.</summary>
    public static QuarantineFrame? Of(QuarantineRow? row) =>
        row is null ? null : new QuarantineFrame(row.Reason, row.AtSeq, row.Since.ToUnixTimeTicks());

    /// <summary>The row again.</summary>
    public QuarantineRow RowOf(EntityAddress address) =>
        new(address, Reason, AtSeq, Instant.FromUnixTimeTicks(SinceTicks));
}

/// <summary>An event in an answer.</summary>
public sealed record EventFrame(string Type, int Version, JsonElement Payload);

/// <summary>How frames are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(AskFrame))]
[JsonSerializable(typeof(ReplyFrame))]
public sealed partial class FrameJson : JsonSerializerContext;
