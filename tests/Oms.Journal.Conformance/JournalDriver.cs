using NodaTime;
using Oms.Actors.Journal;
using Oms.Entities;
using Xunit;

namespace Oms.Journal.Conformance;

/// <summary>A simple writer: it knows heads, epochs and sequence numbers as a lane would.</summary>
public sealed class JournalDriver(IJournal journal, int shards, Guid owner = default)
{
    private readonly Dictionary<int, ShardTerm> _terms = [];
    private readonly Dictionary<int, long> _heads = [];
    private readonly Dictionary<EntityAddress, long> _seqs = [];
    private long _ids;

    public IJournal Journal { get; } = journal;

    /// <summary>An entity that belongs to a shard.</summary>
    public EntityAddress EntityIn(int shard, string prefix = "e")
    {
        for (var i = 0; ; i++)
        {
            var address = EntityAddress.Of("thing", $"{prefix}-{i}");
            if (address.Shard() % shards == shard)
            {
                return address;
            }
        }
    }

    public CommandId NewId()
    {
        Span<byte> random = stackalloc byte[10];
        BitConverter.TryWriteBytes(random, ++_ids);
        return CommandId.Version7(1_000_000 + _ids, random);
    }

    public ShardTerm TermOf(int shard) => _terms[shard];

    public async Task<ShardTerm> AcquireAsync(int shard)
    {
        var term = await Journal.AcquireAsync(shard, owner);
        (_terms[shard], _heads[shard]) = (term, term.Head);
        return term;
    }

    /// <summary>The next record of an entity, as if nothing else were in its batch.</summary>
    public JournalRecord Next(EntityAddress entity, CommandId? id)
    {
        var shard = entity.Shard() % shards;
        return new JournalRecord
        {
            Shard = shard,
            Offset = _heads[shard] + 1,
            Address = entity,
            Seq = _seqs.GetValueOrDefault(entity) + 1,
            Epoch = _terms[shard].Epoch,
            CommandId = id,
            EventType = "thing.done",
            EventVersion = 1,
            RecordedAt = Instant.FromUtc(2026, 3, 1, 12, 0),
            Meta = "{}"u8.ToArray(),
            Payload = "{\"n\":1}"u8.ToArray(),
        };
    }

    /// <summary>Appends one command with so many records.</summary>
    public async Task<CommandId> AppendAsync(EntityAddress entity, int count)
    {
        var id = NewId();
        var first = Next(entity, id);
        await WriteAsync([.. Enumerable.Range(0, count).Select(i => first with
        {
            Offset = first.Offset + i,
            Seq = first.Seq + i,
            CommandId = i == 0 ? id : null,
        })]);
        return id;
    }

    /// <summary>Appends records, grouped by shard.</summary>
    public async Task WriteAsync(params JournalRecord[] records)
    {
        var appends = records.GroupBy(record => record.Shard)
            .Select(shard => new ShardAppend(_terms[shard.Key], _heads[shard.Key], [.. shard]))
            .ToArray();
        await Journal.AppendAsync(new AppendBatch(appends));
        foreach (var record in records)
        {
            _heads[record.Shard] = record.Offset;
            _seqs[record.Address] = record.Seq;
        }
    }

    /// <summary>An append without records, for rows.</summary>
    public ShardAppend RowsOf(int shard) => new(_terms[shard], _heads[shard], []);

    public Task WriteAsync(ShardAppend rows) => Journal.AppendAsync(new AppendBatch([rows]));

    /// <summary>Compares all members; two memories are equal when their bytes are.</summary>
    public static void AssertSame(JournalRecord expected, JournalRecord actual)
    {
        Assert.Equal(expected.Meta.ToArray(), actual.Meta.ToArray());
        Assert.Equal(expected.Payload.ToArray(), actual.Payload.ToArray());
        Assert.Equal(expected.Seal.ToArray(), actual.Seal.ToArray());
        Assert.Equal(
            expected with { Meta = default, Payload = default, Seal = default },
            actual with { Meta = default, Payload = default, Seal = default });
    }
}
