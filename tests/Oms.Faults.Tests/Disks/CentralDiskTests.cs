using System.Globalization;
using System.Net;
using Oms.Faults.Tests.Servers;
using Oms.Testing;
using Xunit;

namespace Oms.Faults.Tests.Disks;

/// <summary>A centre whose disk is full: it takes nothing more, says so, and goes on when there is room.</summary>
public sealed class CentralDiskTests : IAsyncLifetime
{
    // Below 64 MiB the centre says that it is not ready; its own files take about 10.
    private const int DiskMebibytes = 128;
    private const int RefusalsMin = 3;

    private readonly TempDirectory _logs = new();
    private readonly Dictionary<int, string> _acknowledged = [];
    private readonly HashSet<int> _refused = [];
    private SmallDisk _disk = null!;
    private Server _centre = null!;
    private int _order;

    public async ValueTask InitializeAsync()
    {
        _disk = SmallDisk.Mount(DiskMebibytes);
        _centre = Server.Centre(Path.Combine(_disk.Path, "data"), Path.Combine(_logs.Path, "centre.log"));
        await _centre.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disk is not null)
        {
            await _centre.DisposeAsync();
            _disk.Dispose();
        }

        _logs.Dispose();
    }

    [Fact]
    public async Task A_full_disk_stops_acknowledgements_and_is_said_and_space_heals_it_without_a_restart()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await OrderAsync(++_order)).Status);
        }

        _disk.Fill();

        // What the write-ahead logs had room for is durable, and acknowledged rightly; then it ends.
        while (_refused.Count < RefusalsMin)
        {
            var answer = await OrderAsync(++_order);
            Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.ServiceUnavailable, answer.Text);
        }

        var health = await _centre.GetAsync("health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.Status);
        Assert.Contains("bytes are free", health.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _centre.GetAsync("health/live")).Status);
        await ReadsGoOnAsync();

        _disk.Free();
        await _centre.UntilAsync("health/ready", answer => answer.Status == HttpStatusCode.OK);
        foreach (var order in _refused.ToList())
        {
            await UntilTakenAsync(order);
        }

        await EverythingIsThereOnceAsync();
    }

    [Fact]
    public async Task A_read_model_that_found_no_room_catches_up_by_itself()
    {
        // Little by little, so that now the journal and now a read model is the first to find no room.
        for (var round = 0; round < 3; round++)
        {
            _disk.Fill(leave: (round + 1) * 64 << 10);
            while (_refused.Count < (round + 1) * RefusalsMin)
            {
                _ = await OrderAsync(++_order);
            }

            _disk.Free();
            await _centre.UntilAsync("health/ready", answer => answer.Status == HttpStatusCode.OK);
        }

        foreach (var order in _refused.ToList())
        {
            await UntilTakenAsync(order);
        }

        await EverythingIsThereOnceAsync();
    }

    private async Task ReadsGoOnAsync()
    {
        foreach (var id in _acknowledged.Values)
        {
            var read = await _centre.UntilAsync($"orders/{id}", answer => answer.Succeeded);
            Assert.Equal(id, read.Json.GetProperty("id").GetString());
        }

        Assert.Equal(HttpStatusCode.OK, (await _centre.GetAsync("orders")).Status);
    }

    private async Task EverythingIsThereOnceAsync()
    {
        var listed = await _centre.UntilAsync(
            "orders?limit=200", answer => answer.Json.GetProperty("items").GetArrayLength() >= _acknowledged.Count);
        Assert.Equal(
            _acknowledged.Keys.Select(order => $"SO-{order}").Order(StringComparer.Ordinal),
            listed.Json.GetProperty("items").EnumerateArray()
                .Select(order => order.GetProperty("external_ref").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(_order, _acknowledged.Count);
        var check = (await _centre.GetAsync("ops/journal/check")).Json;
        Assert.True(check.GetProperty("healthy").GetBoolean(), check.ToString());
        var audit = await _centre.UntilAsync(
            "audit/invariants", answer => answer.Json.GetProperty("healthy").GetBoolean());
        Assert.True(audit.Succeeded);
        var lags = (await _centre.GetAsync("ops/projections")).Json.GetProperty("items");
        Assert.All(lags.EnumerateArray(), lag => Assert.Equal(
            System.Text.Json.JsonValueKind.Null, lag.GetProperty("stopped").ValueKind));
    }

    private async Task UntilTakenAsync(int order)
    {
        while (!(await OrderAsync(order)).Succeeded)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System,
                TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Places an order, under a key of its own, and remembers what it was answered.</summary>
    private async Task<Answer> OrderAsync(int order)
    {
        var number = order.ToString(CultureInfo.InvariantCulture);
        var answer = await _centre.PostAsync(
            "orders",
            $$$"""
            {"channel":"web","external_ref":"SO-{{{number}}}",
             "customer":{"name":"Corner Shop","address":{"lines":["1 High Street"],"city":"Springfield",
               "postal_code":"12345","country":"US"}},
             "ship_from":"dc-1","ship_policy":"complete","lines":[{"sku":"MILK","quantity":2,"band":null}]}
            """,
            $"order-{number}");
        if (answer.Succeeded)
        {
            _acknowledged[order] = answer.Json.GetProperty("id").GetString()!;
            _ = _refused.Remove(order);
        }
        else
        {
            _ = _refused.Add(order);
        }

        return answer;
    }
}
