using System.Security.Cryptography;
using Oms.Actors.Journal;

namespace Oms.Actors.Tests.Ledger;

/// <summary>Links every record to the one before it, and notes how it was called.</summary>
public sealed class ChainSealer : IRecordSealer
{
    private readonly Dictionary<int, byte[]> _links = [];

    /// <summary>Called with each batch before it is sealed; a test lets it fail.</summary>
    public Action<IReadOnlyList<JournalRecord>> BeforeSeal { get; set; } = _ => { };

    /// <summary>Called before each recovery; a test lets it fail.</summary>
    public Action BeforeRecover { get; set; } = () => { };

    /// <summary>Applied to what it returns; a test falsifies it.</summary>
    public Func<IReadOnlyList<JournalRecord>, IReadOnlyList<JournalRecord>> Returned { get; set; } = batch => batch;

    /// <summary>How often each shard was recovered.</summary>
    public Dictionary<int, int> Recoveries { get; } = [];

    /// <summary>The link of every record of a log, if it is one chain.</summary>
    /// <exception cref="InvalidDataException">A record is not linked to the one before it.</exception>
    public static int Verify(IReadOnlyList<JournalRecord> log)
    {
        var link = Array.Empty<byte>();
        foreach (var record in log)
        {
            link = Link(link, record.Payload.Span);
            if (!record.Seal.Span.SequenceEqual(link))
            {
                throw new InvalidDataException($"Record {record.Shard}-{record.Offset} is not linked to the last one.");
            }
        }

        return log.Count;
    }

    public async Task RecoverAsync(IJournal journal, ShardTerm term, CancellationToken cancellationToken)
    {
        BeforeRecover();
        Recoveries[term.Shard] = Recoveries.GetValueOrDefault(term.Shard) + 1;
        var last = term.Head == 0
            ? []
            : await journal.ReadShardAsync(term.Shard, term.Head - 1, 1, cancellationToken);
        _links[term.Shard] = [.. last.SelectMany(record => record.Seal.ToArray())];
    }

    public ValueTask<IReadOnlyList<JournalRecord>> SealAsync(IReadOnlyList<JournalRecord> batch)
    {
        BeforeSeal(batch);
        List<JournalRecord> done = [];
        foreach (var record in batch)
        {
            // As the depot's sealer does: the payload that is stored is the form that was sealed.
            byte[] payload = [.. record.Payload.Span, (byte)' '];
            var link = Link(_links[record.Shard], payload);
            _links[record.Shard] = link;
            done.Add(record with { Payload = payload, Seal = link });
        }

        return ValueTask.FromResult(Returned(done));
    }

    private static byte[] Link(ReadOnlySpan<byte> before, ReadOnlySpan<byte> payload) =>
        SHA256.HashData([.. before, .. payload]);
}
