using System.Data.Common;
using System.Text.Json;
using NodaTime.Text;
using Oms.Actors.Processes;
using Oms.Central.Depots;
using Oms.Central.Transparency;
using Oms.Custody;

namespace Oms.Central.Storage;

/// <summary>Every custody record by depot and by check-out, with what evidence files need; and batches set
/// aside.</summary>
internal sealed class RecordsProjection(ITables tables) : TableProjection(tables)
{
    public const string ProjectionName = "records";

    public override string Name => ProjectionName;

    protected override IReadOnlyList<string> Tables =>
        ["records", "sealed_digests", "certificates", "changed_certificates", "revocations", "quarantine"];

    public override bool Listens(string kind) => kind == Depot.Kind;

    protected override async ValueTask ApplyAsync(DbConnection connection, IReadOnlyList<RecordedEvent> events)
    {
        foreach (var happened in events)
        {
            var depot = happened.Address.Id;
            switch (happened.Event)
            {
                case DepotEvent.RecordsAccepted e:
                    foreach (var record in e.Records)
                    {
                        await InsertAsync(connection, depot, record);
                    }

                    break;
                case DepotEvent.GatewayEnrolled e:
                    _ = await connection.RunAsync(
                        """
                        INSERT INTO certificates VALUES(@depot, @device, @incarnation, @certificate)
                        ON CONFLICT(depot, device, incarnation) DO UPDATE SET certificate = excluded.certificate
                        """,
                        ("@depot", depot),
                        ("@device", e.Device),
                        ("@incarnation", e.Incarnation),
                        ("@certificate", CustodyLog.BytesOf(e.Certificate)));
                    break;
                case DepotEvent.GatewayKeyChanged e:
                    _ = await connection.RunAsync(
                        """
                        INSERT INTO changed_certificates VALUES(@depot, @device, @incarnation, @key, @certificate)
                        ON CONFLICT(depot, device, incarnation, public_key)
                          DO UPDATE SET certificate = excluded.certificate
                        """,
                        ("@depot", depot),
                        ("@device", e.Device),
                        ("@incarnation", e.Incarnation),
                        ("@key", e.PublicKey),
                        ("@certificate", CustodyLog.BytesOf(e.Certificate)));
                    break;
                case DepotEvent.KeyRevoked e:
                    _ = await connection.RunAsync(
                        """
                        INSERT INTO revocations VALUES(@depot, @key, @revocation)
                        ON CONFLICT(depot, public_key) DO UPDATE SET revocation = excluded.revocation
                        """,
                        ("@depot", depot),
                        ("@key", e.PublicKey),
                        ("@revocation", CustodyLog.BytesOf(e.Revocation)));
                    break;
                case DepotEvent.BatchQuarantined e:
                    _ = await connection.RunAsync(
                        """
                        INSERT INTO quarantine
                        VALUES(@id, @depot, @device, @incarnation, @reason, @detail, @at, @batch)
                        ON CONFLICT(depot, id) DO UPDATE SET device = excluded.device,
                          incarnation = excluded.incarnation, reason = excluded.reason, detail = excluded.detail,
                          at = excluded.at, batch = excluded.batch
                        """,
                        ("@id", e.Id),
                        ("@depot", depot),
                        ("@device", e.Device),
                        ("@incarnation", e.Incarnation),
                        ("@reason", e.Reason),
                        ("@detail", e.Detail),
                        ("@at", InstantPattern.ExtendedIso.Format(e.At)),
                        ("@batch", e.Batch is { } batch
                            ? JsonSerializer.SerializeToUtf8Bytes(batch, DepotJson.Default.JsonElement) : null));
                    break;
                case DepotEvent.BatchReleased e:
                    _ = await connection.RunAsync(
                        "DELETE FROM quarantine WHERE depot = @depot AND id = @id", ("@depot", depot), ("@id", e.Id));
                    break;
                default:
                    break;
            }
        }
    }

    private static async ValueTask InsertAsync(DbConnection connection, string depot, AcceptedRecord record)
    {
        var bytes = CustodyLog.BytesOf(record.Leaf);
        if (!CustodyLeaf.TryDecode(bytes, out var leaf, out var fault))
        {
            throw new InvalidDataException($"A record that was accepted holds no leaf: {fault}");
        }

        _ = await connection.RunAsync(
            """
            INSERT INTO records VALUES(@depot, @device, @incarnation, @seq, @hash, @custody, @custody_seq, @kind, @wall,
              @leaf, @sig, @body)
            """,
            ("@depot", depot),
            ("@device", leaf.Device),
            ("@incarnation", leaf.Incarnation.ToString("D")),
            ("@seq", leaf.Seq),
            ("@hash", record.Hash),
            ("@custody", leaf.CustodyId),
            ("@custody_seq", leaf.CustodySeq),
            ("@kind", leaf.Kind),
            ("@wall", InstantPattern.ExtendedIso.Format(leaf.Wall)),
            ("@leaf", bytes),
            ("@sig", Convert.FromBase64String(record.Sig)),
            ("@body", CustodyLog.BytesOf(record.Body)));
        await connection.RunEachAsync(
            "INSERT INTO sealed_digests VALUES(@depot, @sha256) ON CONFLICT DO NOTHING",
            DigestsIn(record.Body).Select(digest =>
                new (string, object?)[] { ("@depot", depot), ("@sha256", digest) }));
    }

    /// <summary>Every text that is a SHA-256 in a member whose name says so: what the record seals.</summary>
    private static IEnumerable<string> DigestsIn(JsonElement body)
    {
        var open = new Stack<(JsonElement Value, bool Named)>();
        open.Push((body, false));
        while (open.TryPop(out var next))
        {
            if (next.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in next.Value.EnumerateObject())
                {
                    open.Push((member.Value, member.Name.EndsWith("sha256", StringComparison.Ordinal)));
                }
            }
            else if (next.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in next.Value.EnumerateArray())
                {
                    open.Push((item, next.Named));
                }
            }
            else if (next is { Named: true, Value.ValueKind: JsonValueKind.String }
                && next.Value.GetString() is { } text && Digest.TryParse(text, out _))
            {
                yield return text;
            }
        }
    }
}
