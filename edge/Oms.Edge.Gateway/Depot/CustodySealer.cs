using Oms.Actors.Codecs;
using Oms.Actors.Journal;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Edge.Gateway.Platform;

namespace Oms.Edge.Gateway.Depot;

/// <summary>Makes each record of the depot log a signed custody leaf, and its payload the canonical body.</summary>
/// <remarks>
/// Leaf seq equals the log's offset: every record is sealed. The custody's chain is that of a check-out's own records;
/// the others belong to none. The seal is the signature, 64 bytes, then the leaf's canonical bytes.
/// </remarks>
internal sealed class CustodySealer(string depot, string device, DeviceKeyRing keys, IDeviceClock clock) : IRecordSealer
{
    /// <summary>Heads of custodies that are kept at hand; others are read from the journal.</summary>
    private const int HeadsMax = 1_024;

    private readonly Dictionary<string, ChainHead> _heads = new(StringComparer.Ordinal);
    private IJournal? _journal;
    private LeafChain? _chain;
    private DeviceKey _key = keys.Signing;

    /// <summary>Reads a sealed record.</summary>
    /// <returns>Null for a record without a seal.</returns>
    public static SignedRecord? Read(JournalRecord record) =>
        record.Seal.Length > DomainSignature.Size
            ? new SignedRecord(record.Seal[DomainSignature.Size..], record.Seal[..DomainSignature.Size], record.Payload)
            : null;

    public async Task RecoverAsync(IJournal journal, ShardTerm term, CancellationToken cancellationToken)
    {
        _journal = journal;
        _heads.Clear();
        (_chain, _key) = (null, keys.Signing);
        if (term.Head == 0)
        {
            return;
        }

        var last = (await journal.ReadShardAsync(term.Shard, term.Head - 1, 1, cancellationToken)).Single();
        if (Read(last) is not { } sealedLast || !CustodyLeaf.TryDecode(sealedLast.Leaf.Span, out var leaf, out _)
            || leaf.Seq != last.Offset)
        {
            throw new InvalidDataException($"Record {last.Offset} of the depot log has no leaf of its own.");
        }

        _key = SignerAfter(leaf, sealedLast)
            ?? throw new InvalidDataException("The depot log was signed with another key than the key file's.");
        keys.Promote(_key, leaf.Seq);

        _chain = new LeafChain(
            new DeviceIdentity(leaf.Depot, leaf.Device, leaf.Incarnation),
                new ChainHead(leaf.Seq, sealedLast.LeafHash));
    }

    public async ValueTask<IReadOnlyList<JournalRecord>> SealAsync(IReadOnlyList<JournalRecord> batch)
    {
        var output = new List<JournalRecord>(batch.Count);
        foreach (var record in batch)
        {
            var custody = record.Address.Kind == CheckOutEvents.Kind ? record.Address.Id : "";
            var head = custody.Length == 0 ? ChainHead.Empty : await HeadAsync(record, custody);
            var chain = _chain ?? Begin(record);
            var appended = chain.Append(DraftOf(record, custody), head, _key);
            if (appended.Leaf.Seq != record.Offset)
            {
                throw new InvalidDataException($"Leaf {appended.Leaf.Seq} stands at offset {record.Offset}.");
            }

            _chain = appended.Next;
            if (appended.Leaf.Kind == DeviceKeyChange.Kind)
            {
                _key = NamedBy(appended.Record)
                    ?? throw new InvalidDataException("A record names a key that this gateway does not have.");
            }

            if (custody.Length > 0)
            {
                Keep(custody, appended.Custody);
            }

            var seal = new byte[DomainSignature.Size + appended.Record.Leaf.Length];
            appended.Record.Signature.CopyTo(seal);
            appended.Record.Leaf.CopyTo(seal.AsMemory(DomainSignature.Size));
            output.Add(record with { Payload = appended.Record.Body!.Value, Seal = seal });
        }

        return output;
    }

    /// <summary>The key that signs after a record: the one that signed it, or the one that it names.</summary>
    private DeviceKey? SignerAfter(CustodyLeaf leaf, SignedRecord record)
    {
        if (leaf.Kind == DeviceKeyChange.Kind)
        {
            return NamedBy(record);
        }

        var current = keys.Signing;
        return IsBy(current) ? current : keys.Next is { } next && IsBy(next) ? next : null;

        bool IsBy(DeviceKey key) => key.PublicKey.VerifyLeaf(record.Leaf.Span, record.Signature.Span);
    }

    private DeviceKey? NamedBy(SignedRecord record) =>
        DeviceKeyChange.TryRead(record.Body!.Value) is { } change ? keys.Find(change.NextKey.Span) : null;

    private LeafDraft DraftOf(JournalRecord record, string custody) => new()
    {
        CustodyId = custody,
        Kind = record.EventType,
        EventVersion = record.EventVersion,
        Wall = clock.Wall,
        ClockQuality = clock.Quality,
        MonoNanoseconds = clock.MonoNanoseconds,
        BootId = clock.BootId,
        Actor = RecordMetaJson.Read(record.Meta.Span).Principal.ToString(),
        CommandId = record.CommandId?.Value,
        Body = record.Payload.IsEmpty ? "{}"u8.ToArray() : record.Payload,
    };

    private LeafChain Begin(JournalRecord first)
    {
        var begun = first.EventType == DeviceIncarnation.Kind
            ? DeviceIncarnation.TryRead(Oms.Json.CanonicalJson.Canonicalize(first.Payload.Span))
            : null;
        return begun is null
            ? throw new InvalidDataException(
                $"The depot log begins with {first.EventType}, not {DeviceIncarnation.Kind}.")
            : new LeafChain(new DeviceIdentity(depot, device, begun.Incarnation), ChainHead.Empty);
    }

    private async ValueTask<ChainHead> HeadAsync(JournalRecord record, string custody)
    {
        if (record.Seq == 1)
        {
            return ChainHead.Empty;
        }

        if (_heads.TryGetValue(custody, out var head) && head.Seq == record.Seq - 1)
        {
            return head;
        }

        var before = await _journal!.ReadEntityAsync(record.Address, record.Seq - 2, 1, CancellationToken.None);
        return before.Count == 1 && Read(before[0]) is { } sealedBefore
            ? new ChainHead(before[0].Seq, sealedBefore.LeafHash)
            : throw new InvalidDataException($"Record {record.Seq - 1} of {record.Address} is not in the journal.");
    }

    private void Keep(string custody, ChainHead head)
    {
        if (_heads.Count >= HeadsMax && !_heads.ContainsKey(custody))
        {
            _heads.Clear();
        }

        _heads[custody] = head;
    }
}
