using Oms.Actors.Codecs;
using Oms.Actors.Journal;
using Oms.Custody;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Gateway.Depot;

/// <summary>Verifies the depot log from its first record on: places, chains, signatures, bodies.</summary>
/// <remarks>
/// Records are read page by page; what is kept meanwhile is the end of the chain and 24 bytes for each entity. After
/// the first leaf that is wrong no other is judged, since each hangs on the one before.
/// </remarks>
internal sealed class DepotLogCheck(IJournal journal, DeviceIdentity identity, DevicePublicKey key)
{
    private const int RecordsAtOnce = 500;
    private const int FaultsMax = 100;

    private readonly LeafVerifier _verifier = new(identity, key, BodyRule.Required);
    private readonly List<LogFault> _faults = [];
    private ChainHead _head = ChainHead.Empty;
    private bool _isBroken;
    private long _found;

    public async Task<LogCheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var (places, count) = (new ShardCheck(), 0L);
        IReadOnlyList<JournalRecord> records;
        do
        {
            records = await journal.ReadShardAsync(0, count, RecordsAtOnce, cancellationToken);
            foreach (var record in records)
            {
                if (places.Next(record) is { } misplaced)
                {
                    Add(record, misplaced);
                }
            }

            count += records.Count;
            if (!_isBroken && records.Count > 0)
            {
                await VerifyAsync(records, cancellationToken);
            }
        }
        while (records.Count == RecordsAtOnce);
        return new LogCheckResult(_found == 0, new LogCheckCounts(count, _head.Seq), _found, _faults);
    }

    private async Task VerifyAsync(IReadOnlyList<JournalRecord> records, CancellationToken cancellationToken)
    {
        var sealedOnes = records.Select(CustodySealer.Read).TakeWhile(record => record is not null).ToList();
        var heads = await HeadsAsync(records, cancellationToken);
        var run = _verifier.VerifyRun(
            _head, custody => heads.GetValueOrDefault(custody), [.. sealedOnes.Select(record => record!)]);
        _head = run.Device;
        var good = 0;
        while (good < run.Accepted.Count && Differs(records[good], run.Accepted[good]) is null)
        {
            good++;
        }

        _isBroken = good < records.Count;
        if (_isBroken)
        {
            Add(
                records[good],
                good < run.Accepted.Count ? Differs(records[good], run.Accepted[good])!
                    : run.Fault?.Reason ?? "It has no leaf.");
        }
    }

    /// <summary>The ends of the custodies' chains before a page; those records were judged with their own
    /// page.</summary>
    private async Task<Dictionary<string, ChainHead>> HeadsAsync(
        IReadOnlyList<JournalRecord> records, CancellationToken cancellationToken)
    {
        var heads = new Dictionary<string, ChainHead>(StringComparer.Ordinal);
        foreach (var first in records.Where(record => record.Address.Kind == CheckOutEvents.Kind)
            .DistinctBy(record => record.Address.Id).Where(record => record.Seq > 1))
        {
            var before = await journal.ReadEntityAsync(first.Address, first.Seq - 2, 1, cancellationToken);
            if (before is [var last] && CustodySealer.Read(last) is { } record)
            {
                heads[first.Address.Id] = new ChainHead(last.Seq, record.LeafHash);
            }
        }

        return heads;
    }

    /// <summary>What the journal's columns say must be what was signed.</summary>
    private static string? Differs(JournalRecord record, CustodyLeaf leaf)
    {
        var custody = record.Address.Kind == CheckOutEvents.Kind ? record.Address.Id : "";
        var principal = PrincipalOf(record);
        return leaf.Seq != record.Offset ? $"Its leaf is that of record {leaf.Seq}."
            : (leaf.Kind, leaf.EventVersion) != (record.EventType, record.EventVersion)
                ? $"It is stored as {record.EventType}.v{record.EventVersion}; "
                    + $"signed was {leaf.Kind}.v{leaf.EventVersion}."
            : (leaf.CustodyId, leaf.CustodySeq) != (custody, custody.Length > 0 ? record.Seq : leaf.CustodySeq)
                ? $"Signed was step {leaf.CustodySeq} of check-out '{leaf.CustodyId}'."
            : leaf.CommandId != record.CommandId?.Value ? $"Signed was the command {leaf.CommandId}."
            : leaf.Actor != principal ? $"It is stored as done by {principal}; signed was {leaf.Actor}."
            : null;
    }

    private static string PrincipalOf(JournalRecord record)
    {
        try
        {
            return RecordMetaJson.Read(record.Meta.Span).Principal.ToString();
        }
        catch (InvalidDataException failure)
        {
            return failure.Message;
        }
    }

    private void Add(JournalRecord record, string detail)
    {
        _found++;
        if (_faults.Count < FaultsMax)
        {
            _faults.Add(new LogFault(ShardCheck.PlaceOf(record), detail));
        }
    }
}

/// <param name="Found">How many faults there are.</param>
/// <param name="Faults">The first hundred, in the order in which they were found.</param>
internal sealed record LogCheckResult(bool Healthy, LogCheckCounts Checked, long Found, IReadOnlyList<LogFault> Faults);

/// <param name="CustodyRecords">How many leaves were verified.</param>
internal sealed record LogCheckCounts(long Records, long CustodyRecords);

/// <param name="Place">Shard, offset, entity and its seq.</param>
internal sealed record LogFault(string Place, string Detail);
