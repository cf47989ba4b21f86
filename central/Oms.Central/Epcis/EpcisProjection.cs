using System.Data.Common;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Oms.Actors.Processes;
using Oms.Central.Depots;
using Oms.Central.Storage;
using Oms.Central.Transparency;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Epcis;
using Oms.Epcis.Mapping;

namespace Oms.Central.Epcis;

/// <summary>All EPCIS events for queries: those that others sent, and those that custody records are mapped
/// to.</summary>
/// <remarks>What a custody record says stands before what others sent under the same id, whichever came first, so that
/// a rebuilt model equals the live one.</remarks>
internal sealed class EpcisProjection(ITables tables, Gs1Names names) : TableProjection(tables)
{
    public const string ProjectionName = "epcis";

    /// <summary>Its tables, in SQLite's words.</summary>
    public const string Schema = """

        CREATE TABLE IF NOT EXISTS epcis_events(
          event_id TEXT NOT NULL, declares_error INTEGER NOT NULL, event_key TEXT NOT NULL,
          event_time INTEGER NOT NULL, record_time INTEGER NOT NULL, from_custody INTEGER NOT NULL,
          pending INTEGER NOT NULL, context TEXT NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY(event_id, declares_error)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS epcis_events_key ON epcis_events(event_key);
        CREATE INDEX IF NOT EXISTS epcis_events_time ON epcis_events(event_time, event_id, declares_error);
        CREATE INDEX IF NOT EXISTS epcis_events_recorded ON epcis_events(record_time, event_id, declares_error);
        CREATE TABLE IF NOT EXISTS epcis_terms(
          name TEXT NOT NULL, value TEXT NOT NULL, event_id TEXT NOT NULL, declares_error INTEGER NOT NULL,
          ticks INTEGER, number DOUBLE PRECISION,
          PRIMARY KEY(name, value, event_id, declares_error)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS epcis_terms_event ON epcis_terms(event_id, declares_error, name);
        CREATE TABLE IF NOT EXISTS epcis_scenes(
          custody TEXT NOT NULL, custody_seq INTEGER NOT NULL, depot TEXT NOT NULL, kind TEXT NOT NULL,
          version INTEGER NOT NULL, at TEXT NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY(custody, custody_seq)) WITHOUT ROWID;
        """;

    public override string Name => ProjectionName;

    protected override IReadOnlyList<string> Tables => ["epcis_events", "epcis_terms", "epcis_scenes"];

    public override bool Listens(string kind) => kind is Depot.Kind or CapturedEvent.Kind;

    protected override async ValueTask ApplyAsync(DbConnection connection, IReadOnlyList<RecordedEvent> events)
    {
        foreach (var happened in events)
        {
            switch (happened.Event)
            {
                case DepotEvent.RecordsAccepted e:
                    foreach (var record in e.Records)
                    {
                        await MapAsync(connection, record, happened.RecordedAt);
                    }

                    break;
                case CapturedEventEvent.EventCaptured e:
                    await CaptureAsync(connection, e, happened.RecordedAt);
                    break;
                case CapturedEventEvent.EventConfirmed e:
                    await ConfirmAsync(connection, happened.Address.Id, e);
                    break;
                case CapturedEventEvent.EventDiscarded e:
                    await DiscardAsync(connection, happened.Address.Id, e);
                    break;
                default:
                    break;
            }
        }
    }

    private async ValueTask MapAsync(DbConnection connection, AcceptedRecord accepted, Instant recordedAt)
    {
        var bytes = CustodyLog.BytesOf(accepted.Leaf);
        if (!CustodyLeaf.TryDecode(bytes, out var leaf, out var fault))
        {
            throw new InvalidDataException($"A record that was accepted holds no leaf: {fault}");
        }

        var body = CustodyLog.BytesOf(accepted.Body);
        if (leaf.CustodyId.Length == 0 || Read(leaf.Kind, leaf.EventVersion, body) is not { } happened)
        {
            return;
        }

        var record = new CustodyRecord(leaf.CustodyId, leaf.CustodySeq, leaf.Depot, leaf.Wall, happened);
        var scene = await SceneAsync(connection, leaf.CustodyId);
        foreach (var mapped in CheckOutMapping.Map(scene, record, names))
        {
            await InsertAsync(connection, mapped, recordedAt, fromCustody: true);
        }

        if (CheckOutScene.Remembers(happened))
        {
            _ = await connection.RunAsync(
                """
                INSERT INTO epcis_scenes VALUES(@custody, @seq, @depot, @kind, @version, @at, @body)
                ON CONFLICT DO NOTHING
                """,
                ("@custody", leaf.CustodyId),
                ("@seq", leaf.CustodySeq),
                ("@depot", leaf.Depot),
                ("@kind", leaf.Kind),
                ("@version", leaf.EventVersion),
                ("@at", InstantPattern.ExtendedIso.Format(leaf.Wall)),
                ("@body", body));
        }
    }

    // A record of a kind or form that this build does not know has no events here; its evidence is elsewhere.
    private static CheckOutEvent? Read(string kind, int version, byte[] body)
    {
        try
        {
            return CheckOutEvents.Read(kind, version, body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async ValueTask<CheckOutScene> SceneAsync(DbConnection connection, string custody)
    {
        var records = await connection.ManyAsync(
            """
            SELECT custody_seq, depot, kind, version, at, body FROM epcis_scenes WHERE custody = @custody
            ORDER BY custody_seq
            """,
            row => new CustodyRecord(
                custody,
                row.GetInt64(0),
                row.GetString(1),
                InstantPattern.ExtendedIso.Parse(row.GetString(4)).Value,
                CheckOutEvents.Read(row.GetString(2), row.GetInt32(3), row.Bytes(5))!),
            ("@custody", custody));
        return records.Aggregate(CheckOutScene.Empty, (scene, record) => scene.After(record));
    }

    private static async ValueTask CaptureAsync(
        DbConnection connection, CapturedEventEvent.EventCaptured e, Instant recordedAt)
    {
        var happened = EpcisReader.ReadEvent(
            Encoding.UTF8.GetBytes(e.Content.Body.GetRawText()), e.Content.Context.GetRawText());
        if (!e.Pending)
        {
            await InsertAsync(connection, happened, recordedAt, fromCustody: false);
        }
        else
        {
            _ = await InsertRowAsync(connection, happened, recordedAt, fromCustody: false, pending: true);
        }
    }

    private static async ValueTask ConfirmAsync(
        DbConnection connection, string key, CapturedEventEvent.EventConfirmed e)
    {
        if (await PendingAsync(connection, key, e.DeclaresError) is not { } happened)
        {
            return;
        }

        _ = await connection.RunAsync(
            "UPDATE epcis_events SET pending = 0 WHERE event_id = @id AND declares_error = @error",
            ("@id", happened.EventId),
            ("@error", e.DeclaresError ? 1 : 0));
        await InsertTermsAsync(connection, happened);
    }

    private static async ValueTask DiscardAsync(
        DbConnection connection, string key, CapturedEventEvent.EventDiscarded e)
    {
        if (await PendingAsync(connection, key, e.DeclaresError) is { } happened)
        {
            _ = await connection.RunAsync(
                "DELETE FROM epcis_events WHERE event_id = @id AND declares_error = @error",
                ("@id", happened.EventId),
                ("@error", e.DeclaresError ? 1 : 0));
        }
    }

    // The address of an event's entity is a digest of its id, so the row is found by that.
    private static async ValueTask<EpcisEvent?> PendingAsync(DbConnection connection, string key, bool declaresError)
    {
        var rows = await connection.ManyAsync(
            """
            SELECT body, context FROM epcis_events
            WHERE event_key = @key AND declares_error = @error AND pending = 1 AND from_custody = 0
            """,
            row => EpcisReader.ReadEvent(row.Bytes(0), row.GetString(1)),
            ("@key", key),
            ("@error", declaresError ? 1 : 0));
        return rows.Count == 0 ? null : rows[0];
    }

    private static async ValueTask InsertAsync(
        DbConnection connection, EpcisEvent happened, Instant recordedAt, bool fromCustody)
    {
        if (await InsertRowAsync(connection, happened, recordedAt, fromCustody, pending: false))
        {
            await InsertTermsAsync(connection, happened);
        }
    }

    private static async ValueTask<bool> InsertRowAsync(
        DbConnection connection, EpcisEvent happened, Instant recordedAt, bool fromCustody, bool pending)
    {
        var error = happened.DeclaresError ? 1 : 0;
        if (fromCustody)
        {
            _ = await connection.RunAsync(
                "DELETE FROM epcis_terms WHERE event_id = @id AND declares_error = @error",
                ("@id", happened.EventId),
                ("@error", error));
            _ = await connection.RunAsync(
                "DELETE FROM epcis_events WHERE event_id = @id AND declares_error = @error",
                ("@id", happened.EventId),
                ("@error", error));
        }

        return await connection.RunAsync(
            """
            INSERT INTO epcis_events(event_id, declares_error, event_key, event_time, record_time, from_custody,
              pending, context, body)
            VALUES(@id, @error, @key, @time, @recorded, @custody, @pending, @context, @body)
            ON CONFLICT DO NOTHING
            """,
            ("@id", happened.EventId),
            ("@error", error),
            ("@key", EventKey.Of(happened.EventId!)),
            ("@time", happened.EventTime!.Value.ToUnixTimeTicks()),
            ("@recorded", recordedAt.ToUnixTimeTicks()),
            ("@custody", fromCustody ? 1 : 0),
            ("@pending", pending ? 1 : 0),
            ("@context", happened.Context.Json),
            ("@body", Encoding.UTF8.GetBytes(happened.Body.GetRawText()))) > 0;
    }

    private static async ValueTask InsertTermsAsync(DbConnection connection, EpcisEvent happened)
    {
        await connection.RunEachAsync(
            """
            INSERT INTO epcis_terms(name, value, event_id, declares_error, ticks, number)
            VALUES(@name, @value, @id, @error, @ticks, @number) ON CONFLICT DO NOTHING
            """,
            EventTerms.Of(happened).Select(term => new (string, object?)[]
            {
                ("@name", term.Name),
                ("@value", term.Value),
                ("@id", happened.EventId),
                ("@error", happened.DeclaresError ? 1 : 0),
                ("@ticks", term.Ticks),
                ("@number", term.Number),
            }));
    }
}
