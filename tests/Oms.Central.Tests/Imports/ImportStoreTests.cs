using System.Text;
using NodaTime;
using NodaTime.Extensions;
using Oms.Central.Hosting;
using Oms.Central.Imports;
using Oms.Central.Storage;
using Oms.Testing;
using Oms.Testing.Postgres;
using Xunit;

namespace Oms.Central.Tests.Imports;

/// <summary>Of several nodes one works on an import, and another goes on when that one says nothing any more.</summary>
public sealed class ImportStoreTests
{
    [Fact]
    public async Task An_import_is_one_node_s_until_its_lease_ends_on_SQLite()
    {
        using var folder = new TempDirectory();
        await using var tables = SqliteTables.Open(
            Path.Combine(folder.Path, "imports.db"), ImportStore.Schema, rebuildable: false, TaskScheduler.Default);
        await HoldsAsync(tables, folder.Path);
    }

    [Fact]
    public async Task An_import_is_one_node_s_until_its_lease_ends_on_PostgreSQL()
    {
        using var folder = new TempDirectory();
        await using var server = await PostgresServer.StartAsync();
        await using var tables = await PostgresTables.OpenAsync(
            server.ConnectionString(await server.CreateDatabaseAsync()), ImportStore.Schema, rebuildable: false,
            TestContext.Current.CancellationToken);
        await HoldsAsync(tables, folder.Path);
    }

    private static async Task HoldsAsync(ITables tables, string folder)
    {
        var time = new ManualTime(Instant.FromUtc(2026, 11, 21, 12, 0));
        using var keys = CentralKeys.LoadOrCreate(Path.Combine(folder, "keys"), "oms.example/log");
        var store = new ImportStore(tables, keys, time.ToClock());
        var now = time.ToClock().GetCurrentInstant();
        byte[] file = Encoding.UTF8.GetBytes("a\nb\n");
        var job = new ImportJob(
            "j-1", "k-1", "stock", "night-1", "text/csv", false, false, "ff", ImportState.Queued, null, now, now);
        Assert.Equal(job, await store.AddAsync(job, file));
        Assert.Equal(job, await store.AddAsync(job with { Sha256 = "00" }, [1]));

        Assert.Equal(file, (await store.TakeAsync("a", isAlone: false))!.Value.Content);
        Assert.Null(await store.TakeAsync("b", isAlone: false));
        var first = new ImportRowView(1, "x", "created", null, null, null);
        Assert.True(await store.ProgressAsync("j-1", "a", 2, [first], isDone: false));
        Assert.False(await store.ProgressAsync("j-1", "b", 2, [first with { Row = 2 }], isDone: true));
        Assert.Equal([first], await store.ResultsAsync("j-1", 0, 10));

        // The other one says nothing any more: its lease ends, and what it says later counts no more.
        time.Advance(ImportStore.Lease + Duration.FromSeconds(1));
        Assert.Equal("j-1", (await store.TakeAsync("b", isAlone: false))!.Value.Job.Id);
        Assert.False(await store.ProgressAsync("j-1", "a", 2, [first with { Row = 2 }], isDone: false));
        Assert.True(await store.ProgressAsync("j-1", "b", 2, [first with { Row = 2 }], isDone: true));

        Assert.Null(await store.TakeAsync("b", isAlone: true));
        var view = await store.ViewAsync("j-1");
        Assert.Equal((ImportState.Done, 2, 2), (view!.State, view.Rows, view.Done));
    }
}
