using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Oms.Faults.Tests.Servers;
using Oms.Testing;
using Oms.Testing.Postgres;
using Xunit;

namespace Oms.Faults.Tests.Restores;

/// <summary>A cluster that loses its database and gets yesterday's back, while a real gateway has gone on.</summary>
public sealed class ClusterRestoreTests : IAsyncLifetime
{
    private const int ScansYesterday = 6;
    private const int ScansToday = 9;

    private readonly TempDirectory _directory = new();
    private readonly List<Server> _nodes = [];
    private PostgresServer _database = null!;
    private PostgresServer? _restored;
    private Depot? _depot;
    private string _name = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // The database's user passes through to what the scripts make for it.
        File.SetUnixFileMode(
            _directory.Path,
            File.GetUnixFileMode(_directory.Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        _database = await PostgresServer.StartAsync("max_connections=200");
        _name = await _database.CreateDatabaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_depot?.DisposeAsync() ?? ValueTask.CompletedTask);
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await (_restored?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_database?.DisposeAsync() ?? ValueTask.CompletedTask);
        _directory.Dispose();
    }

    [Fact]
    public async Task A_cluster_restored_from_yesterday_is_healed_by_its_gateway_and_repeats_no_epoch()
    {
        await StartNodesAsync();
        var path = await StartDepotAsync();
        for (var scan = 1; scan <= ScansYesterday; scan++)
        {
            await _depot!.ScanAsync(scan);
        }

        _ = await AllIsAtTheCentreAsync();
        var backup = In("backup");
        await ScriptAsync(
            "backup", "--postgres", $"postgresql://oms@127.0.0.1:{_database.Port}/postgres", "--keys", In("keys"),
            backup);

        for (var scan = ScansYesterday + 1; scan <= ScansYesterday + ScansToday; scan++)
        {
            await _depot!.ScanAsync(scan);
        }

        Assert.True((await _depot!.Gateway.PostAsync(
            $"{path}/refusal", """{"reason":"brakes","by":"supervisor"}""", "refusal")).Succeeded);
        var today = await AllIsAtTheCentreAsync();
        var shown = await ShownAsync(path);
        Assert.Equal("refused", shown.GetProperty("status").GetString());
        var epochs = await EpochsAsync(_database);
        var cursor = (await _nodes[0].GetAsync("events?limit=5")).Json.GetProperty("next").GetString();

        // A disaster: the database is gone, and the nodes are ended.
        foreach (var node in _nodes)
        {
            await node.Process.KillAsync();
        }

        await _database.KillAsync();
        await ScriptAsync(
            "restore", "--postgres", backup, In("restored"), "--connection", $"Username=oms;Database={_name}");
        _restored = await PostgresServer.StartOnAsync(In("restored"), _database.Port);
        Assert.All(
            (await EpochsAsync(_restored)).Zip(epochs),
            pair => Assert.True(pair.First > pair.Second + 1_000, $"{pair}"));
        foreach (var node in _nodes)
        {
            await node.StartAsync();
        }

        // From its own log the gateway sends what the centre had acknowledged and lost; then both go on.
        var healed = await AllIsAtTheCentreAsync();
        Assert.True(healed >= today, $"{healed} of {today}");
        await _depot.Gateway.UntilAsync("status", answer => answer.Json.GetProperty("link").GetString() == "up");
        Assert.Equal(shown.GetRawText(), (await ShownAsync(path)).GetRawText());
        var stale = await _nodes[1].GetAsync($"events?after={cursor}");
        Assert.Equal(HttpStatusCode.Gone, stale.Status);
        _ = await _depot.ArriveAsync("arrival-2");
        Assert.True(await AllIsAtTheCentreAsync() > today);

        var depot = (await _nodes[0].GetAsync("depots/lyon")).Json;
        Assert.Empty(depot.GetProperty("incidents").EnumerateArray());
        foreach (var check in new[] { "ops/journal/check", "audit/invariants" })
        {
            var answer = await _nodes[1].UntilAsync(check, answer => answer.Succeeded);
            Assert.True(answer.Json.GetProperty("healthy").GetBoolean(), answer.Text);
        }
    }

    [Fact]
    public async Task A_backup_that_was_damaged_is_not_restored()
    {
        var backup = In("backup");
        await ScriptAsync("backup", "--postgres", $"postgresql://oms@127.0.0.1:{_database.Port}/postgres", backup);
        var file = Directory.EnumerateFiles(Path.Combine(backup, "database", "global")).Order().First();
        var bytes = await File.ReadAllBytesAsync(file, Cancelled);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancelled);

        var (exit, output) = await RunAsync("restore", "--postgres", backup, In("restored"));

        Assert.Equal(1, exit);
        Assert.Contains("damaged", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("restored")));
    }

    private string In(string name) => Path.Combine(_directory.Path, name);

    private async Task StartNodesAsync()
    {
        await File.WriteAllBytesAsync(In("secret"), RandomNumberGenerator.GetBytes(48), Cancelled);
        File.SetUnixFileMode(In("secret"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        foreach (var name in new[] { "a", "b" })
        {
            var node = Server.Centre(
                In(name),
                In($"{name}.log"),
                ("Journal__Kind", "postgres"),
                ("Journal__ConnectionString", _database.ConnectionString(_name)),
                ("Cluster__Name", name),
                ("Cluster__Address", $"{Server.FreeEndPoint()}"),
                ("Cluster__SecretFile", In("secret")),
                ("Keys__Directory", In("keys")));
            _nodes.Add(node);
            await node.StartAsync();
        }
    }

    /// <returns>The path of a check-out that has begun.</returns>
    private async Task<string> StartDepotAsync()
    {
        Assert.True((await _nodes[0].PostAsync("depots", """{"id":"lyon","name":"Lyon"}""", "depot")).Succeeded);
        var code = (await _nodes[0].PostAsync("depots/lyon/enrolment-codes", "{}", "code")).Json;
        await File.WriteAllTextAsync(In("code"), code.GetProperty("code").GetString(), Cancelled);
        _depot = new Depot(
            In("edge"),
            _directory.Path,
            ("Centre__Urls__0", _nodes[0].Url.AbsoluteUri),
            ("Centre__Urls__1", _nodes[1].Url.AbsoluteUri),
            ("Centre__EnrolmentCodeFile", In("code")));
        await _depot.Gateway.StartAsync();
        return await _depot.ArriveAsync();
    }

    /// <summary>Waits until the centre has every record of the gateway, and says so to it.</summary>
    /// <returns>How many.</returns>
    private async Task<long> AllIsAtTheCentreAsync()
    {
        var written = (await DepotLog.ReadVerifiedAsync(_depot!.Gateway)).Count;
        _ = await _depot.Gateway.UntilAsync(
            "status", answer => answer.Json.GetProperty("high_water").GetInt64() >= written);
        var device = await _nodes[0].UntilAsync("depots/lyon", answer => answer.Succeeded
            && answer.Json.GetProperty("devices").EnumerateArray().Any(device =>
                device.GetProperty("lag").GetInt64() == 0 && device.GetProperty("high_water").GetInt64() >= written));
        return device.Json.GetProperty("devices")[0].GetProperty("high_water").GetInt64();
    }

    private async Task<JsonElement> ShownAsync(string path)
    {
        var answer = await _nodes[0].UntilAsync(path, answer => answer.Succeeded
            && answer.Json.GetProperty("status").GetString() == "refused");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Json;
    }

    private async Task<List<long>> EpochsAsync(PostgresServer database) =>
    [
        .. (await database.QueryAsync("select epoch from shard order by shard_id", _name)).Split('\n')
            .Select(line => long.Parse(line, CultureInfo.InvariantCulture)),
    ];

    private static async Task ScriptAsync(params string[] arguments)
    {
        var (exit, output) = await RunAsync(arguments);
        Assert.True(exit == 0, output);
    }

    private static async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Checkout.PathOf("deploy", "oms"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMS_CENTRAL"] = Built.Centre;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancelled);
        var error = process.StandardError.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled);
        return (process.ExitCode, await output + await error);
    }
}
