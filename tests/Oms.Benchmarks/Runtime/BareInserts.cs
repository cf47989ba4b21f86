using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Oms.Actors.Codecs;
using Oms.Actors.Journal;
using Oms.Actors.Sqlite;
using Oms.Entities;
using SQLitePCL;

namespace Oms.Benchmarks.Runtime;

/// <summary>
/// What the journal's disk, its schema and SQLite allow: one prepared statement, rows made beforehand, a commit for
/// each thousand. No journal, no fence, no heads, no second thread.
/// </summary>
/// <remarks>
/// It goes to SQLite's own functions. The commands of Microsoft.Data.Sqlite around them would cost more, and lower the
/// limit.
/// </remarks>
internal sealed class BareInserts : IDisposable
{
    public const int Batch = 1_000;

    private const int OffsetBits = 48;

    private readonly sqlite3 _database;

    private BareInserts(sqlite3 database) => _database = database;

    /// <summary>Inserts into a journal that is new, with the settings the journal itself writes with.</summary>
    /// <returns>Rows a second.</returns>
    public static async Task<double> MeasureAsync(SqliteJournalOptions options, RowForm form, int rows)
    {
        await SqliteJournal.Open(options).DisposeAsync();
        Batteries_V2.Init();
        Check(raw.sqlite3_open_v2(
            options.DatabasePath, out var database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, vfs: null));
        using var inserts = new BareInserts(database);
        inserts.Run("pragma synchronous = full");
        inserts.Run("pragma temp_store = memory");
        inserts.Run(string.Create(CultureInfo.InvariantCulture, $"pragma cache_size = -{options.CacheKibibytes}"));
        inserts.Run(string.Create(
            CultureInfo.InvariantCulture, $"pragma wal_autocheckpoint = {options.CheckpointPages}"));
        return inserts.Measure(form, rows);
    }

    public void Dispose() => _database.Dispose();

    private double Measure(RowForm form, int rows)
    {
        var prepared = Rows(form.Addresses, rows);
        var (meta, payload, type) = (Meta(), form.Payload, Encoding.UTF8.GetBytes(form.EventType));
        using var begin = Prepare("begin immediate");
        using var insert = Prepare("insert into journal values (?1, ?2, ?3, 1, ?4, ?5, 1, ?6, ?7, ?8, null)");
        using var commit = Prepare("commit");
        var started = Stopwatch.GetTimestamp();
        for (var done = 0; done < rows; done += Batch)
        {
            Step(begin);
            foreach (var row in prepared.AsSpan(done, Batch))
            {
                _ = raw.sqlite3_bind_int64(insert, 1, row.Position);
                _ = raw.sqlite3_bind_int64(insert, 2, row.Entity);
                _ = raw.sqlite3_bind_int64(insert, 3, row.Seq);
                _ = raw.sqlite3_bind_blob(insert, 4, row.CommandId);
                _ = raw.sqlite3_bind_text(insert, 5, type);
                _ = raw.sqlite3_bind_int64(insert, 6, row.RecordedAt);
                _ = raw.sqlite3_bind_blob(insert, 7, meta);
                _ = raw.sqlite3_bind_blob(insert, 8, payload);
                Step(insert);
            }

            Step(commit);
        }

        var rate = rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
        using var count = Prepare("select count(*) from journal");
        return raw.sqlite3_step(count) == raw.SQLITE_ROW && raw.sqlite3_column_int64(count, 0) == rows
            ? rate
            : throw new InvalidDataException("Not every row is in the table.");
    }

    // The same rows in the same order as the commands beside them leave.
    private Row[] Rows(IReadOnlyList<EntityAddress> addresses, int rows)
    {
        var entities = addresses.Count;
        for (var i = 0; i < entities; i++)
        {
            Run($"insert into entity values ({i + 1}, 'main', '{addresses[i].Kind}', '{addresses[i].Id}')");
        }

        var (heads, seqs) = (new long[256], new long[entities]);
        return [.. Enumerable.Range(0, rows).Select(i => new Row(
            ((long)addresses[i % entities].Shard() << OffsetBits) | ++heads[addresses[i % entities].Shard()],
            1 + (i % entities),
            ++seqs[i % entities],
            BenchSystem.NewContext(i).Id.Value.ToByteArray(bigEndian: true),
            i))];
    }

    private static byte[] Meta()
    {
        var output = new ArrayBufferWriter<byte>();
        RecordMetaJson.Write(new RecordMeta(BenchSystem.Self), output);
        return output.WrittenSpan.ToArray();
    }

    private void Run(string sql)
    {
        using var statement = Prepare(sql);
        Step(statement);
    }

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_database, sql, out var statement));
        return statement;
    }

    private static void Step(sqlite3_stmt statement)
    {
        var code = raw.sqlite3_step(statement);
        Check(code is raw.SQLITE_DONE or raw.SQLITE_ROW ? raw.SQLITE_OK : code);
        Check(raw.sqlite3_reset(statement));
    }

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new IOException($"SQLite: {raw.sqlite3_errstr(code).utf8_to_string()}.");
        }
    }

    private sealed record Row(long Position, long Entity, long Seq, byte[] CommandId, long RecordedAt);
}
