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
/// <param name="key">The key that signs now: the last one that the log names, or the first one.</param>
internal sealed class DepotLogCheck(IJournal journal, DeviceIdentity identity, DevicePublicKey key) : IDisposable
{
    private const int RecordsAtOnce = 500;
    private const int FaultsMax = 100;

    private readonly List<DevicePublicKey> _keys = [];
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
        if (!_isBroken && _keys.Count > 0 && !_keys[^1].Spki.SequenceEqual(key.Spki))
        {
            _found++;
            _faults.Add(new LogFault("the key file", "It holds another key than the one that signs the log."));
        }

        return new LogCheckResult(_found == 0, new LogCheckCounts(count, _head.Seq), _found, _faults);
    }

    private async Task VerifyAsync(IReadOnlyList<JournalRecord> records, CancellationToken cancellationToken)
    {
        var sealedOnes = records.Select(CustodySealer.Read).TakeWhile(record => record is not null).ToList();
        var heads = await HeadsAsync(records, cancellationToken);
        var run = Verify(heads, [.. sealedOnes.Select(record => record!)]);
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

    public void Dispose() => _keys.ForEach(one => one.Dispose());

    /// <summary>Verifies records by the key that each part of them must be signed with.</summary>
    private LeafRun Verify(Dictionary<string, ChainHead> heads, List<SignedRecord> records)
    {
        var (accepted, head) = (new List<CustodyLeaf>(), _head);
        while (true)
        {
            var rest = records.Skip(accepted.Count).ToList();
            var run = new LeafVerifier(identity, KeyOf(rest), BodyRule.Required)
                .VerifyRun(head, custody => heads.GetValueOrDefault(custody), rest);
            accepted.AddRange(run.Accepted);
            head = run.Device;
            foreach (var (custody, end) in run.Custodies)
            {
                heads[custody] = end;
            }

            if (run.KeyChange is not { } change || DevicePublicKey.TryImport(change.NextKey.Span) is not { } next)
            {
                return run with { Accepted = accepted };
            }

            _keys.Add(next);
            if (accepted.Count == records.Count)
            {
                return run with { Accepted = accepted };
            }
        }
    }

    /// <summary>The key that signs; the first record names the first one.</summary>
    private DevicePublicKey KeyOf(List<SignedRecord> records)
    {
        if (_keys.Count == 0)
        {
            var start = records.Count > 0 ? DeviceIncarnation.TryRead(records[0].Body!.Value.Span) : null;
            _keys.Add(
                start is not null && DevicePublicKey.TryImport(start.PublicKey.Span) is { } first
                    ? first
                    : DevicePublicKey.TryImport(key.Spki)!);
        }

        return _keys[^1];
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
