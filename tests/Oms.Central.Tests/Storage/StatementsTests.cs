using System.Data.Common;
using Oms.Central.Storage;
using Oms.Testing;
using Oms.Testing.Postgres;
using Xunit;

namespace Oms.Central.Tests.Storage;

/// <summary>Many statements of one text: on SQLite one by one, on PostgreSQL in one trip, in effect the same.</summary>
public sealed class StatementsTests
{
    private const string Table =
        "CREATE TABLE IF NOT EXISTS words(id INTEGER NOT NULL PRIMARY KEY, word TEXT NOT NULL)";

    [Fact]
    public async Task Rows_are_written_in_their_order_and_found_in_that_of_their_keys_on_SQLite()
    {
        using var folder = new TempDirectory();
        await using var tables = SqliteTables.Open(
            Path.Combine(folder.Path, "words.db"), Table, rebuildable: true, TaskScheduler.Default);
        await HoldsAsync(tables);
    }

    [Fact]
    public async Task Rows_are_written_in_their_order_and_found_in_that_of_their_keys_on_PostgreSQL()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var tables = await PostgresTables.OpenAsync(
            server.ConnectionString(await server.CreateDatabaseAsync()), Table, rebuildable: true,
            TestContext.Current.CancellationToken);
        await HoldsAsync(tables);
    }

    [Fact]
    public async Task Of_writes_that_share_a_commit_one_that_fails_is_no_other_s_on_SQLite()
    {
        using var folder = new TempDirectory();
        await using var tables = SqliteTables.Open(
            Path.Combine(folder.Path, "words.db"), Table, rebuildable: true, TaskScheduler.Default);
        var gate = new TaskCompletionSource();
        var first = tables.WriteAsync(async _ => await gate.Task);
        var others = Enumerable.Range(0, 50).Select(number => tables.WriteAsync(async connection =>
        {
            _ = await connection.RunAsync(
                "INSERT INTO words VALUES(@id, @word)", ("@id", number), ("@word", $"word {number}"));
            if (number == 7)
            {
                throw new InvalidOperationException("seven");
            }
        })).ToList();
        var again = tables.WriteAsync(async connection => await connection.RunAsync(
            "INSERT INTO words VALUES(@id, @word)", ("@id", 3), ("@word", "taken")));
        gate.SetResult();

        Assert.True(await first);
        Assert.Equal("seven", (await Assert.ThrowsAsync<InvalidOperationException>(() => others[7])).Message);
        _ = await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => again);
        others.RemoveAt(7);
        Assert.All(await Task.WhenAll(others), Assert.True);
        await using var reader = await tables.OpenReaderAsync(TestContext.Current.CancellationToken);
        var found = await FindAsync(reader, [.. Enumerable.Range(0, 50)]);
        Assert.Equal(
            Enumerable.Range(0, 50).Select(number => number == 7 ? null : $"word {number}"), found);
    }

    [Fact]
    public async Task Of_writes_that_share_a_commit_one_that_fails_is_no_other_s_on_PostgreSQL()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var tables = await PostgresTables.OpenAsync(
            server.ConnectionString(await server.CreateDatabaseAsync()), Table, rebuildable: false,
            TestContext.Current.CancellationToken);
        var writes = Enumerable.Range(0, 300).Select(number => tables.WriteAsync(async connection =>
        {
            _ = await connection.RunAsync(
                "INSERT INTO words VALUES(@id, @word)", ("@id", number), ("@word", $"word {number}"));
            if (number % 50 == 7)
            {
                throw new InvalidOperationException($"{number}");
            }
        })).ToList();

        for (var number = 0; number < writes.Count; number++)
        {
            if (number % 50 == 7)
            {
                var told = await Assert.ThrowsAsync<InvalidOperationException>(() => writes[number]);
                Assert.Equal($"{number}", told.Message);
            }
            else
            {
                Assert.True(await writes[number]);
            }
        }

        await using var reader = await tables.OpenReaderAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            Enumerable.Range(0, 300).Select(number => number % 50 == 7 ? null : $"word {number}"),
            await FindAsync(reader, [.. Enumerable.Range(0, 300)]));
        var commits = await reader.OneAsync(
            "SELECT count(DISTINCT xmin::text) FROM words", row => row.GetInt64(0));
        Assert.InRange(commits, 1, 250);
    }

    [Fact]
    public async Task A_node_that_starts_waits_for_nobody_who_writes()
    {
        const string Indexed = $"{Table}; CREATE INDEX IF NOT EXISTS words_word ON words(word)";
        await using var server = await PostgresServer.StartAsync();
        var database = server.ConnectionString(await server.CreateDatabaseAsync());
        var stop = TestContext.Current.CancellationToken;
        await using var first = await PostgresTables.OpenAsync(database, Indexed, rebuildable: false, stop);
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var writing = first.WriteAsync(async connection =>
        {
            _ = await connection.RunAsync("INSERT INTO words VALUES(@id, @word)", ("@id", 1), ("@word", "one"));
            begun.SetResult();
            await gate.Task;
        });
        await begun.Task;

        await using (var second = await PostgresTables.OpenAsync(database, Indexed, rebuildable: false, stop))
        {
            Assert.True(await second.WriteAsync(async connection => await connection.RunAsync(
                "INSERT INTO words VALUES(@id, @word)", ("@id", 2), ("@word", "two"))));
        }

        gate.SetResult();
        Assert.True(await writing);
    }

    private static async Task HoldsAsync(ITables tables)
    {
        // More than go together, and the last word on a number is the one that stands.
        var words = Enumerable.Range(0, 1_001).Select(i => (Id: i % 700, Word: $"word {i}")).ToList();
        var changed = 0;
        Assert.True(await tables.WriteAsync(async connection => changed = await connection.RunEachAsync(
            "INSERT INTO words VALUES(@id, @word) ON CONFLICT(id) DO UPDATE SET word = @word",
            words.Select(word => new (string, object?)[] { ("@id", word.Id), ("@word", word.Word) }))));
        Assert.Equal(words.Count, changed);

        await using var reader = await tables.OpenReaderAsync(TestContext.Current.CancellationToken);
        int[] keys = [5, 699, 700, .. Enumerable.Range(0, 450), -1, 5];
        var last = words.ToLookup(word => word.Id, word => word.Word);
        Assert.Equal(keys.Select(key => last[key].LastOrDefault()), await FindAsync(reader, keys));
        Assert.Empty(await FindAsync(reader, []));
    }

    private static ValueTask<IReadOnlyList<string?>> FindAsync(DbConnection reader, int[] keys) =>
        reader.OneOfEachAsync(
            "SELECT word FROM words WHERE id = @id",
            row => row.GetString(0),
            [.. keys.Select(key => new (string, object?)[] { ("@id", key) })]);
}
