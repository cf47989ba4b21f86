using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Custody;
using Oms.Entities;
using Oms.Json;
using Oms.Transparency;
using Decision = Oms.Entities.Decision<Oms.Central.Transparency.LogEvent, Oms.Central.Transparency.LogRejection>;

namespace Oms.Central.Transparency;

/// <summary>What the transparency log can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(LogCommand.Append), "append")]
[JsonDerivedType(typeof(LogCommand.Publish), "publish")]
public abstract record LogCommand
{
    private LogCommand()
    {
    }

    /// <summary>Appends leaves. Their identity is the source and its number: one seen before is already done.</summary>
    /// <param name="Source">The chain they are from: depot, device, incarnation.</param>
    /// <param name="From">The number of the first one in that chain.</param>
    /// <param name="Entries">Log entries (leaf and signature); their canonical bytes are what the log holds.</param>
    public sealed record Append(string Source, long From, IReadOnlyList<JsonElement> Entries) : LogCommand;

    /// <summary>Publishes a signed checkpoint of the log as it is.</summary>
    public sealed record Publish(long Size, string Root, string Note) : LogCommand;
}

/// <summary>What happened to the log. Stored for ever (<see cref="LogEvents"/>).</summary>
public abstract record LogEvent
{
    private LogEvent()
    {
    }

    /// <param name="FirstIndex">The index of the first entry in the log, from 0.</param>
    public sealed record LeavesAppended(
        string Source, long From, long FirstIndex, IReadOnlyList<JsonElement> Entries) : LogEvent;

    public sealed record CheckpointSigned(long Size, string Root, string Note) : LogEvent;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(LogRejection.NotTheLog), "not_the_log")]
[JsonDerivedType(typeof(LogRejection.EntriesMissing), "entries_missing")]
public abstract record LogRejection
{
    private LogRejection()
    {
    }

    /// <summary>The log is not what the checkpoint says; sign what it is now.</summary>
    public sealed record NotTheLog(long Size) : LogRejection;

    public sealed record EntriesMissing(string Source, long Expected) : LogRejection;
}

/// <summary>The append-only Merkle log of all custody leaves (RFC 9162, C2SP tlog-tiles).</summary>
/// <remarks>
/// An entity, so that its shard's epoch fences it: two nodes can never append to it, and a checkpoint is published only
/// of the state it was signed for. The state holds the roots of the perfect subtrees, largest first; tiles are a read
/// model.
/// </remarks>
/// <param name="Size">Entries so far.</param>
/// <param name="Subtrees">Lower-case hex; one for each bit that is set in the size.</param>
/// <param name="Sources">How far each chain is in the log.</param>
public sealed record CustodyLog(
    long Size,
    ImmutableList<string> Subtrees,
    ImmutableSortedDictionary<string, long> Sources,
    long SignedSize,
    string? Note) : IEntity<CustodyLog, LogCommand, LogEvent, LogRejection>
{
    /// <summary>The kind in the log's address.</summary>
    public const string Kind = "log";

    /// <summary>The id of a tenant's one log.</summary>
    public const string Id = "custody";

    public static CustodyLog Initial { get; } = new(
        0, [], ImmutableSortedDictionary<string, long>.Empty, -1, null);

    /// <summary>The root over all entries (RFC 9162, section 2.1.1).</summary>
    public Digest Root()
    {
        if (Subtrees.IsEmpty)
        {
            return MerkleHash.Empty;
        }

        var root = Parse(Subtrees[^1]);
        for (var i = Subtrees.Count - 2; i >= 0; i--)
        {
            root = MerkleHash.Node(Parse(Subtrees[i]), root);
        }

        return root;
    }

    public static Decision Decide(CustodyLog state, LogCommand command, Instant now) =>
        command switch
        {
            LogCommand.Append c => state.Append(c),
            LogCommand.Publish c when c.Size == state.SignedSize => Decision.AlreadyDone,
            LogCommand.Publish c => (c.Size, c.Root) == (state.Size, state.Root().ToString())
                ? Decision.Accept(new LogEvent.CheckpointSigned(c.Size, c.Root, c.Note))
                : Decision.Reject(new LogRejection.NotTheLog(state.Size)),
            _ => throw new System.Diagnostics.UnreachableException($"No such command: {command.GetType().Name}."),
        };

    public static CustodyLog Evolve(CustodyLog state, LogEvent happened) =>
        happened switch
        {
            LogEvent.LeavesAppended e => state.OnAppended(e),
            LogEvent.CheckpointSigned e => state with { SignedSize = e.Size, Note = e.Note },
            _ => throw new System.Diagnostics.UnreachableException($"No such event: {happened.GetType().Name}."),
        };

    /// <summary>The bytes that were signed or hashed: the canonical JSON of a stored value.</summary>
    public static byte[] BytesOf(JsonElement entry) =>
        CanonicalJson.Canonicalize(System.Text.Encoding.UTF8.GetBytes(entry.GetRawText()));

    private Decision Append(LogCommand.Append c)
    {
        var done = Sources.TryGetValue(c.Source, out var last) ? last : 0;
        var skip = (int)long.Clamp(done + 1 - c.From, 0, c.Entries.Count);
        return c.From > done + 1
            ? Decision.Reject(new LogRejection.EntriesMissing(c.Source, done + 1))
            : skip == c.Entries.Count
                ? Decision.AlreadyDone
                : Decision.Accept(new LogEvent.LeavesAppended(c.Source, done + 1, Size, [.. c.Entries.Skip(skip)]));
    }

    private CustodyLog OnAppended(LogEvent.LeavesAppended e)
    {
        var trees = new List<Digest>(Subtrees.Select(Parse));
        var size = Size;
        foreach (var entry in e.Entries)
        {
            var hash = MerkleHash.Leaf(BytesOf(entry));
            for (var bits = size; (bits & 1) == 1; bits >>= 1)
            {
                hash = MerkleHash.Node(trees[^1], hash);
                trees.RemoveAt(trees.Count - 1);
            }

            trees.Add(hash);
            size++;
        }

        return this with
        {
            Size = size,
            Subtrees = [.. trees.Select(tree => tree.ToString())],
            Sources = Sources.SetItem(e.Source, e.From + e.Entries.Count - 1),
        };
    }

    private static Digest Parse(string hex) =>
        Digest.TryParse(hex, out var digest)
            ? digest
            : throw new System.Diagnostics.UnreachableException($"'{hex}' is no digest.");
}

/// <summary>How the log's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(LogEvent.LeavesAppended))]
[JsonSerializable(typeof(LogEvent.CheckpointSigned))]
[JsonSerializable(typeof(CustodyLog))]
public sealed partial class LogJson : JsonSerializerContext;

/// <summary>The released names of the log's events.</summary>
public static class LogEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("log.leaves-appended", LogJson.Default.LeavesAppended),
        EventForm.First("log.checkpoint-signed", LogJson.Default.CheckpointSigned),
    ];
}
