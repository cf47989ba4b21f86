using System.Net;
using Oms.Faults.Tests.Servers;
using Oms.Testing;
using Xunit;

namespace Oms.Faults.Tests.Disks;

/// <summary>A gateway whose disk runs full: telemetry waits first, custody last, and nothing is lost.</summary>
public sealed class GatewayDiskTests : IAsyncLifetime
{
    private const int DiskMebibytes = 64;
    private const int ReserveMebibytes = 16;
    private const int RefusalsMin = 2;

    private readonly TempDirectory _beside = new();
    private SmallDisk _disk = null!;
    private Depot _depot = null!;

    private Server Gateway => _depot.Gateway;

    public async ValueTask InitializeAsync()
    {
        _disk = SmallDisk.Mount(DiskMebibytes);
        _depot = new Depot(
            Path.Combine(_disk.Path, "data"),
            _beside.Path,
            ("Store__ReserveMebibytes", $"{ReserveMebibytes}"),
            ("Store__SegmentMebibytes", "1"),
            ("Reefer__WindowMinutes", "1"));
        await Gateway.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disk is not null)
        {
            await _depot.DisposeAsync();
            _disk.Dispose();
        }

        _beside.Dispose();
    }

    [Fact]
    public async Task When_space_runs_short_telemetry_waits_and_custody_goes_on()
    {
        var path = await _depot.ArriveAsync();
        await _depot.ReadAsync(minute: 0);
        _disk.Fill(leave: (ReserveMebibytes - 4) << 20);
        var health = await Gateway.UntilAsync(
            "health/ready", answer => answer.Status == HttpStatusCode.ServiceUnavailable);
        Assert.Contains("kept for custody", health.Text, StringComparison.Ordinal);

        var reading = _depot.ReadAsync(minute: 1);
        for (var scan = 1; scan <= 5; scan++)
        {
            await _depot.ScanAsync(scan);
        }

        var inspected = await Gateway.PostAsync(
            $"{path}/inspection", """{"outcome":"no-defect","inspected_by":"S-1"}""", "inspection");
        Assert.Equal(HttpStatusCode.OK, inspected.Status);
        Assert.False(reading.IsCompleted);
        _disk.Free();

        await reading;
        await Gateway.UntilAsync("health/ready", answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(5, (await Gateway.GetAsync(path)).Json.GetProperty("scans").GetInt32());
    }

    [Fact]
    public async Task A_full_disk_stops_acknowledgements_and_is_said_and_space_heals_it_without_a_restart()
    {
        var path = await _depot.ArriveAsync();
        await _depot.ScanAsync(1);
        await _depot.ReadAsync(minute: 0);
        _disk.Fill();

        // What the write-ahead log had room for is durable, and acknowledged rightly; then it ends.
        var (taken, refused) = (1, new List<int>());
        for (var number = 2; refused.Count < RefusalsMin; number++)
        {
            var answer = await DeskScanAsync(path, number);
            Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, answer.Text);
            taken += answer.Succeeded ? 1 : 0;
            refused.AddRange(answer.Succeeded ? [] : [number]);
        }

        var (scan, reading) = (_depot.ScanAsync(0), _depot.ReadAsync(minute: 1));
        var file = await EldFileAsync(path);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, file.Status);
        var health = await Gateway.GetAsync("health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.Status);
        Assert.Contains("bytes are free", health.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Gateway.GetAsync("health/live")).Status);

        // Reads go on, and show what was acknowledged. What was not may be there or not.
        var during = (await Gateway.UntilAsync(path, answer => answer.Succeeded)).Json.GetProperty("scans").GetInt32();
        Assert.InRange(during, taken, taken + refused.Count + 1);
        Assert.Equal(HttpStatusCode.OK, (await Gateway.GetAsync("records")).Status);
        Assert.False((await DeskScanAsync(path, refused[0])).Succeeded);
        Assert.False(scan.IsCompleted);
        Assert.False(reading.IsCompleted);

        _disk.Free();
        await Task.WhenAll(scan, reading);
        await Gateway.UntilAsync("health/ready", answer => answer.Status == HttpStatusCode.OK);
        foreach (var number in refused)
        {
            Assert.Equal(HttpStatusCode.OK, (await DeskScanAsync(path, number)).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await EldFileAsync(path)).Status);
        await _depot.ReadAsync(minute: 3);
        Assert.Equal(
            taken + refused.Count + 1, (await Gateway.GetAsync(path)).Json.GetProperty("scans").GetInt32());
        await EveryReadingIsInOneWindowAsync(readings: 3);
    }

    private Task<Answer> DeskScanAsync(string path, int number) => Gateway.PostAsync(
        $"{path}/scans", $$"""{"code":"{{number}}","sku":"MILK"}""", $"scan-{number}");

    private Task<Answer> EldFileAsync(string path) =>
        Gateway.SendAsync(HttpMethod.Put, $"{path}/eld-file?name=Smith.csv", "ELD", "eld-file");

    /// <summary>The whole log verifies as one signed chain, and its windows hold each reading once.</summary>
    private async Task EveryReadingIsInOneWindowAsync(int readings)
    {
        using var guard = new CancellationTokenSource(Server.HangGuard);
        while (true)
        {
            var windows = (await DepotLog.ReadVerifiedAsync(Gateway))
                .Where(record => record.Leaf.Kind == "reefer.window-sealed")
                .Sum(record => record.Body.GetProperty("window").GetProperty("readings").GetInt32());
            if (windows == readings)
            {
                return;
            }

            Assert.True(windows < readings, $"{windows} readings are in windows, {readings} were made.");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, guard.Token);
        }
    }
}
