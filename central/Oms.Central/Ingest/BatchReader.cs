using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Oms.Contracts;
using Oms.Custody;
using Oms.Json;

namespace Oms.Central.Ingest;

/// <summary>A batch as it came: its records, ready to be verified.</summary>
/// <param name="Id">The first 32 hex digits of the SHA-256 of its records: the same records have the same id.</param>
/// <param name="Leaves">One for each record.</param>
internal sealed record ReadBatch(
    RecordBatch Batch, string Id, IReadOnlyList<SignedRecord> Records, IReadOnlyList<CustodyLeaf> Leaves);

/// <summary>Why a batch is set aside.</summary>
/// <param name="Reason">A stable word for programs.</param>
internal sealed record BatchFault(string Reason, string Detail);

/// <summary>Turns a batch of JSON into records.</summary>
internal static class BatchReader
{
    private const int IdChars = 32;

    /// <summary>Reads every record; a fault where one is not of its form.</summary>
    public static (ReadBatch? Read, BatchFault? Fault) Read(RecordBatch batch)
    {
        var records = new List<SignedRecord>(batch.Records.Count);
        var leaves = new List<CustodyLeaf>(batch.Records.Count);
        foreach (var (index, record) in batch.Records.Index())
        {
            if (ReadOne(record) is not { } signed)
            {
                return (null, new BatchFault("malformed", $"Record {index} of the batch is not of its form."));
            }

            if (!CustodyLeaf.TryDecode(signed.Leaf.Span, out var leaf, out var fault))
            {
                return (null, new BatchFault("malformed", $"Record {index} of the batch: {fault}"));
            }

            records.Add(signed);
            leaves.Add(leaf);
        }

        return (new ReadBatch(batch, IdOf(records), records, leaves), null);
    }

    /// <summary>The id of a batch that cannot be read.</summary>
    public static string IdOf(ReadOnlySpan<byte> body) =>
        Convert.ToHexStringLower(SHA256.HashData(body))[..IdChars];

    private static SignedRecord? ReadOne(SignedRecordJson record)
    {
        var signature = new byte[DomainSignature.Size];
        if (!Convert.TryFromBase64String(record.Sig, signature, out var length) || length != signature.Length)
        {
            return null;
        }

        try
        {
            return new SignedRecord(Canonical(record.Leaf), signature, Canonical(record.Body));
        }
        catch (JsonFaultException)
        {
            return null;
        }
    }

    private static byte[] Canonical(JsonElement value) =>
        CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(value.GetRawText()));

    private static string IdOf(List<SignedRecord> records)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var record in records)
        {
            hash.AppendData(record.Leaf.Span);
            hash.AppendData(record.Signature.Span);
            hash.AppendData(SHA256.HashData(record.Body!.Value.Span));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..IdChars];
    }
}
