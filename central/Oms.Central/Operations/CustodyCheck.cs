using System.Diagnostics;
using Oms.Actors.Journal;
using Oms.Central.Depots;
using Oms.Central.Transparency;
using Oms.Custody;
using Oms.Entities;
using Oms.Json;
using Oms.Transparency;

namespace Oms.Central.Operations;

/// <summary>Verifies depots' records again: chains, hashes, signatures, bodies; and that the log holds the
/// same.</summary>
/// <param name="logged">What the log holds of each chain, by source.</param>
internal sealed class CustodyCheck(IReadOnlyDictionary<string, ChainDigest> logged, FaultList faults)
{
    private readonly Dictionary<string, Depot> _depots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChainDigest> _chains = new(StringComparer.Ordinal);
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Custody records that were verified.</summary>
    public long Records { get; private set; }

    /// <summary>Takes the next event of a depot.</summary>
    public void Take(JournalRecord record, DepotEvent happened)
    {
        var id = record.Address.Id;
        if (_broken.Contains(id))
        {
            return;
        }

        string? fault = null;
        try
        {
            var before = _depots.GetValueOrDefault(id, Depot.Initial);
            fault = happened is DepotEvent.RecordsAccepted accepted ? Verify(id, before, accepted) : null;
            _depots[id] = fault is null ? Depot.Evolve(before, happened) : before;
        }
        catch (Exception failure) when (
            failure is UnreachableException or KeyNotFoundException or FormatException or JsonFaultException)
        {
            fault = failure.Message;
        }

        if (fault is not null)
        {
            // All that follows hangs on it: one fault, not a thousand.
            faults.Add(ShardCheck.PlaceOf(record), fault);
            _ = _broken.Add(id);
        }
    }

    /// <summary>A depot's events are all in one shard.</summary>
    public void EndShard()
    {
        foreach (var (source, chain) in _chains)
        {
            if (logged.GetValueOrDefault(source).Count > chain.Count && !IsBroken(source))
            {
                faults.Add(source, $"The log holds more than the {chain.Count} records that the depot sent.");
            }
        }

        _depots.Clear();
        _chains.Clear();
    }

    /// <summary>Every chain in the log must be of a depot.</summary>
    public void Finish()
    {
        foreach (var source in logged.Keys.Where(source => !_seen.Contains(source) && !IsBroken(source)))
        {
            faults.Add(source, "The log holds records of a chain that no depot has.");
        }
    }

    private bool IsBroken(string source) => _broken.Any(depot => source.StartsWith(
        EntityAddress.Join(depot) + '@', StringComparison.Ordinal));

    private string? Verify(string id, Depot depot, DepotEvent.RecordsAccepted e)
    {
        if (!depot.Gateways.TryGetValue(e.Device, out var gateway) || gateway.Incarnation != e.Incarnation
            || DevicePublicKey.TryImport(Convert.FromBase64String(gateway.PublicKey)) is not { } key)
        {
            return $"Gateway {e.Device}, incarnation {e.Incarnation}, was not enrolled by then.";
        }

        using (key)
        {
            var records = e.Records.Select(record => new SignedRecord(
                CustodyLog.BytesOf(record.Leaf),
                Convert.FromBase64String(record.Sig),
                CustodyLog.BytesOf(record.Body))).ToList();
            var identity = new DeviceIdentity(id, e.Device, Guid.Parse(e.Incarnation));
            var run = new LeafVerifier(identity, key, BodyRule.Required).VerifyRun(
                new ChainHead(gateway.HighWater, HashOf(gateway.HeadHash)),
                custody => gateway.Custodies.TryGetValue(custody, out var head)
                    ? new ChainHead(head.Seq, HashOf(head.Hash))
                    : ChainHead.Empty,
                records);
            Records += run.Accepted.Count;
            if (run.Fault is { } fault)
            {
                return $"Custody record {e.From + fault.Index}: {fault.Reason}";
            }

            return Stored(e, run, records) ?? Logged(EntityAddress.Join(id, e.Device, e.Incarnation), e, records);
        }
    }

    /// <summary>What is stored beside the records must be what they say.</summary>
    private static string? Stored(DepotEvent.RecordsAccepted e, LeafRun run, List<SignedRecord> records)
    {
        for (var i = 0; i < records.Count; i++)
        {
            if (e.Records[i].Hash != records[i].LeafHash.ToString())
            {
                return $"Custody record {e.From + i}: the stored hash is {e.Records[i].Hash}; "
                    + $"the leaf's is {records[i].LeafHash}.";
            }
        }

        var places = run.Accepted.Index().Where(pair => pair.Item.CustodyId.Length > 0)
            .Select(pair => new CustodyPlace(
                pair.Index, pair.Item.CustodyId, pair.Item.CustodySeq, ClosingKinds.Contains(pair.Item.Kind)));
        return (e.From, e.To, e.HeadHash) == (run.Accepted[0].Seq, run.Device.Seq, run.Device.Hash.ToString())
            && places.SequenceEqual(e.Custodies)
            ? null
            : $"What is stored of the records {e.From} to {e.To} is not what they say themselves.";
    }

    private string? Logged(string source, DepotEvent.RecordsAccepted e, List<SignedRecord> records)
    {
        _ = _seen.Add(source);
        var (chain, log) = (_chains.GetValueOrDefault(source), logged.GetValueOrDefault(source));
        foreach (var record in records)
        {
            chain = chain.Add(LogEntry.Encode(record));
            if (chain.Count == log.Count && chain != log)
            {
                return $"The transparency log holds other entries than the records 1 to {chain.Count} of {e.Device}.";
            }
        }

        _chains[source] = chain;
        return null;
    }

    private static Digest HashOf(string hex) => Digest.TryParse(hex, out var digest) ? digest : Digest.Zero;
}
