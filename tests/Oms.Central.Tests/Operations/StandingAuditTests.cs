using Oms.Central.Operations;
using Oms.Central.Storage;
using Oms.Testing;
using Xunit;

namespace Oms.Central.Tests.Operations;

/// <summary>The standing audit finds what does not hold in the read model, and forgets what was mended.</summary>
public sealed class StandingAuditTests : IAsyncLifetime
{
    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task What_does_not_add_up_is_found_once_seen_twice_and_gone_when_mended()
    {
        await _server.ReceiveAsync("MILK@dc-1", 10);
        await _server.SettleAsync();
        using var meters = new TestMeterFactory();
        var audit = new StandingAudit(_server.Node, meters, _server.Node.Logs.CreateLogger("test"));
        await RoundAsync(audit);
        Assert.Empty(Found());

        // One unit more is there than was received.
        var sound = await DocAsync();
        await SetAsync(sound.Replace("\"received\":10", "\"received\":9", StringComparison.Ordinal));
        await RoundAsync(audit);
        await RoundAsync(audit);
        Assert.Equal(("I2", "MILK@dc-1"), Assert.Single(Found()));

        await SetAsync(sound);
        await RoundAsync(audit);
        Assert.Empty(Found());
        var shown = (await _server.GetAsync("/audit/standing")).Json;
        Assert.True(shown.GetProperty("rounds").GetInt32() >= 4);
        Assert.Equal(1, shown.GetProperty("stock_items").GetInt32());
        Assert.Contains("oms_audit_violations", (await _server.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_second_look_does_not_show_is_not_told()
    {
        await _server.ReceiveAsync("MILK@dc-1", 10);
        await _server.SettleAsync();
        using var meters = new TestMeterFactory();
        var sound = await DocAsync();
        await SetAsync(sound.Replace("\"received\":10", "\"received\":9", StringComparison.Ordinal));
        await new StandingAudit(_server.Node, meters, _server.Node.Logs.CreateLogger("test")).RoundAsync(
            _ => SetAsync(sound), TestContext.Current.CancellationToken);
        Assert.Empty(Found());
    }

    [Fact]
    public async Task A_promise_to_an_order_that_is_not_there_is_found()
    {
        await _server.ReceiveAsync("MILK@dc-1", 10);
        var order = await _server.PlaceAsync("SO-1", ("MILK", 4));
        _ = await _server.StatusAsync(order, "released");
        await _server.SettleAsync();
        using var meters = new TestMeterFactory();
        var audit = new StandingAudit(_server.Node, meters, _server.Node.Logs.CreateLogger("test"));
        await RoundAsync(audit);
        Assert.Empty(Found());
        await RunAsync("DELETE FROM views WHERE kind = 'order'", []);
        await RoundAsync(audit);
        Assert.Equal(("I5", "MILK@dc-1"), Assert.Single(Found()));
    }

    private static Task RoundAsync(StandingAudit audit) =>
        audit.RoundAsync(_ => Task.CompletedTask, TestContext.Current.CancellationToken);

    private IEnumerable<(string Invariant, string Where)> Found() =>
        _server.Node.Findings.Show().Violations.Select(each => (each.Invariant, each.Where));

    private async Task<string> DocAsync()
    {
        await using var reader = await _server.Node.Model.OpenReaderAsync(CancellationToken.None);
        return (await reader.OneAsync(
            "SELECT doc FROM views WHERE kind = 'stock-item'",
            row => System.Text.Encoding.UTF8.GetString(row.Bytes(0))))!;
    }

    private Task<bool> SetAsync(string doc) => RunAsync(
        "UPDATE views SET doc = @doc WHERE kind = 'stock-item'",
        [("@doc", System.Text.Encoding.UTF8.GetBytes(doc))]);

    private Task<bool> RunAsync(string text, (string Name, object? Value)[] values) =>
        _server.Node.Model.WriteAsync(async connection => _ = await connection.RunAsync(text, values));
}
