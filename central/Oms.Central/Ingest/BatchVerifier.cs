using System.Text.Json;
using Oms.Central.Depots;
using Oms.Central.Storage;
using Oms.Custody;
using Oms.Transparency;

namespace Oms.Central.Ingest;

/// <summary>What verifying a batch against a depot's state came to; one member is set.</summary>
/// <param name="Accept">The command that takes its new records.</param>
/// <param name="Fault">Why it is set aside.</param>
/// <param name="Known">Every record was taken before.</param>
/// <param name="Gap">Records before it are missing.</param>
internal sealed record BatchVerdict(
    DepotCommand.AcceptRecords? Accept, BatchFault? Fault, bool Known, bool Gap)
{
    public static BatchVerdict Refuse(string reason, string detail) =>
        new(null, new BatchFault(reason, detail), false, false);
}

/// <summary>Judges batches: identity, chains, signatures, bodies. Pure.</summary>
internal static class BatchVerifier
{
    /// <param name="known">The hashes of records that were taken long ago, as far as they are known.</param>
    public static BatchVerdict Judge(
        string depotId, Depot depot, ReadBatch read, IReadOnlyDictionary<long, string> known)
    {
        var batch = read.Batch;
        if (batch.Depot != depotId || read.Leaves.Any(leaf => leaf.Depot != depotId))
        {
            return BatchVerdict.Refuse("wrong-depot", $"The batch or a record of it is not of depot {depotId}.");
        }

        if (!depot.Gateways.TryGetValue(batch.Device, out var gateway))
        {
            return BatchVerdict.Refuse("stranger-key", $"Gateway {batch.Device} is not enrolled at this depot.");
        }

        if (gateway.Incarnation != batch.Incarnation)
        {
            return gateway.Former.Contains(batch.Incarnation)
                ? BatchVerdict.Refuse(
                    "duplicate-identity",
                    $"Incarnation {batch.Incarnation} was replaced by {gateway.Incarnation}, and yet goes on.")
                : BatchVerdict.Refuse(
                    "unknown-incarnation", $"Incarnation {batch.Incarnation} must be enrolled with a new code.");
        }

        if (depot.IsRevoked(gateway))
        {
            return BatchVerdict.Refuse("revoked-key", $"The key of {batch.Device} was revoked.");
        }

        using var key = DevicePublicKey.TryImport(Convert.FromBase64String(gateway.PublicKey))
            ?? throw new InvalidDataException($"The enrolled key of {batch.Device} cannot be read.");
        var start = read.Leaves.TakeWhile(leaf => leaf.Seq <= gateway.HighWater).Count();
        return Repeats(read, gateway, key, start, known)
            ?? (start == read.Leaves.Count
                ? new BatchVerdict(null, null, Known: true, Gap: false)
                : read.Leaves[start].Seq > gateway.HighWater + 1
                    ? new BatchVerdict(null, null, Known: false, Gap: true)
                    : Continue(depotId, read, gateway, key, start));
    }

    /// <summary>Records that were taken before must be the same ones.</summary>
    private static BatchVerdict? Repeats(
        ReadBatch read, Gateway gateway, DevicePublicKey key, int count, IReadOnlyDictionary<long, string> old)
    {
        for (var i = 0; i < count; i++)
        {
            var (leaf, record) = (read.Leaves[i], read.Records[i]);
            var known = gateway.HashAt(leaf.Seq) ?? old.GetValueOrDefault(leaf.Seq);
            if (known is null || known == record.LeafHash.ToString())
            {
                continue;
            }

            if (leaf.Device != gateway.Device || leaf.Incarnation.ToString("D") != gateway.Incarnation)
            {
                return BatchVerdict.Refuse("stranger-key", $"Record {leaf.Seq} is another gateway's.");
            }

            if (!key.VerifyLeaf(record.Leaf.Span, record.Signature.Span))
            {
                return BatchVerdict.Refuse("bad-signature", $"Record {leaf.Seq} is not what was taken, nor signed.");
            }

            // Signed by the right key, and yet another one: either the history branches here, or it was rewritten.
            var before = leaf.Seq == 1 ? Digest.Zero.ToString() : gateway.HashAt(leaf.Seq - 1)
                ?? old.GetValueOrDefault(leaf.Seq - 1);
            return before == leaf.PrevDevice.ToString()
                ? BatchVerdict.Refuse(
                    "fork",
                    $"The key signed a second record {leaf.Seq}: two gateways with one identity, or an old card.")
                : BatchVerdict.Refuse("rewritten", $"Record {leaf.Seq} was taken with another content.");
        }

        return null;
    }

    private static BatchVerdict Continue(
        string depotId, ReadBatch read, Gateway gateway, DevicePublicKey key, int start)
    {
        var identity = new DeviceIdentity(depotId, gateway.Device, Guid.Parse(gateway.Incarnation));
        _ = Digest.TryParse(gateway.HeadHash, out var headHash);
        var fresh = read.Records.Skip(start).ToList();
        var run = new LeafVerifier(identity, key, BodyRule.Required).VerifyRun(
            new ChainHead(gateway.HighWater, headHash),
            custody => gateway.Custodies.TryGetValue(custody, out var known)
                && Digest.TryParse(known.Hash, out var hash)
                    ? new ChainHead(known.Seq, hash)
                    : ChainHead.Empty,
            fresh);
        if (run.Fault is { } fault)
        {
            return BatchVerdict.Refuse(
                ReasonOf(fault.Kind), $"Record {fault.Seq?.ToString("D", null) ?? "?"}: {fault.Reason}");
        }

        return new BatchVerdict(
            new DepotCommand.AcceptRecords(
                gateway.Device,
                gateway.Incarnation,
                gateway.HighWater,
                gateway.HeadHash,
                [.. fresh.Zip(run.Accepted, (record, leaf) => Verified(record, leaf))],
                read.Batch.Head,
                read.Batch.ClockQuality)
            {
                NextKey = run.KeyChange is { } change ? Convert.ToBase64String(change.NextKey.Span) : null,
            },
            null,
            Known: false,
            Gap: false);
    }

    private static string ReasonOf(LeafFaultKind kind) =>
        kind switch
        {
            LeafFaultKind.Malformed => "malformed",
            LeafFaultKind.WrongIdentity => "stranger-key",
            LeafFaultKind.BadSignature => "bad-signature",
            LeafFaultKind.PrevDeviceMismatch => "fork",
            LeafFaultKind.BodyHashMismatch or LeafFaultKind.BodyMissing => "body-mismatch",
            _ => "broken-chain",
        };

    private static VerifiedRecord Verified(SignedRecord record, CustodyLeaf leaf) => new(
        leaf.Seq,
        leaf.CustodyId,
        leaf.CustodySeq,
        ClosingKinds.Contains(leaf.Kind),
        new AcceptedRecord(
            JsonElement.Parse(record.Leaf.Span),
            Convert.ToBase64String(record.Signature.Span),
            JsonElement.Parse(record.Body!.Value.Span),
            record.LeafHash.ToString()));

    /// <summary>The hashes that the read model has of those records of a batch that were taken long ago, and of the
    /// ones before them, by seq.</summary>
    public static async Task<IReadOnlyDictionary<long, string>> OldHashesAsync(
        ITables tables, string depotId, Depot depot, ReadBatch read)
    {
        var hashes = new Dictionary<long, string>();
        if (!depot.Gateways.TryGetValue(read.Batch.Device, out var gateway)
            || read.Leaves.All(leaf => leaf.Seq > gateway.HighWater || gateway.HashAt(leaf.Seq) is not null))
        {
            return hashes;
        }

        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        foreach (var seq in read.Leaves.Where(leaf => leaf.Seq <= gateway.HighWater)
            .SelectMany(leaf => (long[])[leaf.Seq - 1, leaf.Seq]).Distinct())
        {
            if (await reader.OneAsync(
                """
                SELECT hash FROM records
                WHERE depot = @depot AND device = @device AND incarnation = @incarnation AND seq = @seq
                """,
                row => row.GetString(0),
                ("@depot", depotId),
                ("@device", read.Batch.Device),
                ("@incarnation", read.Batch.Incarnation),
                ("@seq", seq)) is { } hash)
            {
                hashes[seq] = hash;
            }
        }

        return hashes;
    }
}
