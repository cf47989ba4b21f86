using System.Text;
using Oms.Central.Operations;
using Oms.Central.Storage;
using Oms.Central.Tests.Fulfilments;
using Oms.Central.Tests.Routing;
using Oms.Testing;
using Xunit;

namespace Oms.Central.Tests.Operations;

/// <summary>The standing audit finds what pickers, routing and locations should never be able to do.</summary>
public sealed class StandingFulfilmentAuditTests
{
    [Fact]
    public async Task Units_of_a_fulfilment_order_that_are_in_no_place_are_found_and_gone_when_mended()
    {
        await using var shop = await PackingShop.OpenAsync();
        await shop.Server.ReceiveAsync("MILK@dc-1", 10);
        var (_, work) = await shop.SellAsync("SO-1", 5);
        PackingShop.Made(await shop.PickAsync(work, "L1", 2));
        _ = await shop.Server.UntilAsync(
            $"/fulfilment-orders/{work}", json => PackingShop.Units(json, "picked") == 2);
        Assert.Empty(await FoundAsync(shop.Server));

        var sound = await DocAsync(shop.Server, "fulfilment-order");
        await SetAsync(
            shop.Server, "fulfilment-order", sound.Replace("\"open\":3", "\"open\":2", StringComparison.Ordinal));
        Assert.Equal(("fulfilment", $"{work}/1"), Assert.Single(await FoundAsync(shop.Server)));
        await SetAsync(shop.Server, "fulfilment-order", sound);
        Assert.Empty(await FoundAsync(shop.Server));
    }

    [Fact]
    public async Task Picked_units_that_nobody_has_are_found()
    {
        await using var shop = await PackingShop.OpenAsync();
        await shop.Server.ReceiveAsync("MILK@dc-1", 10);
        var (_, work) = await shop.SellAsync("SO-1", 5);
        PackingShop.Made(await shop.PickAsync(work, "L1", 2));
        await shop.Server.SettleAsync();
        _ = await shop.Server.Node.Model.WriteAsync(async connection =>
            _ = await connection.RunAsync("DELETE FROM views WHERE kind = 'fulfilment-order'"));
        Assert.Contains(("fulfilment", work), await FoundAsync(shop.Server));
    }

    [Fact]
    public async Task A_package_whose_number_another_has_is_found()
    {
        await using var shop = await PackingShop.OpenAsync();
        await shop.Server.ReceiveAsync("MILK@dc-1", 10);
        var (_, one) = await shop.SellAsync("SO-1", 2);
        var (_, other) = await shop.SellAsync("SO-2", 2);
        var sscc = await shop.MakeReadyAsync(one, "L1", 2);
        _ = await shop.MakeReadyAsync(other, "L1", 2);
        await shop.Server.SettleAsync();
        Assert.Empty(await FoundAsync(shop.Server));
        _ = await shop.Server.Node.Model.WriteAsync(async connection => _ = await connection.RunAsync(
            "INSERT INTO view_terms(kind, term, created, id)"
                + " SELECT kind, @sscc, created, id FROM views WHERE kind = 'fulfilment-order' AND id = @id",
            ("@sscc", sscc), ("@id", other)));
        Assert.Equal(("fulfilment", sscc), Assert.Single(await FoundAsync(shop.Server)));
    }

    [Fact]
    public async Task A_decision_that_is_not_kept_as_it_was_made_is_found()
    {
        await using var server = await CentralServer.StartAsync();
        await server.OpenAsync("""{"rule":"nearest"}""");
        var order = await server.OrderAsync("SO-1", 2);
        var sent = await server.UntilSentAsync(order, ("near", 2));
        Assert.Equal("released", sent.GetProperty("status").GetString());
        Assert.Empty(await FoundAsync(server));
        var sound = await DocAsync(server, "order");
        var at = sound.IndexOf("\"inputs_sha256\":\"", StringComparison.Ordinal) + "\"inputs_sha256\":\"".Length;
        await SetAsync(server, "order", $"{sound[..at]}{new string('0', 64)}{sound[(at + 64)..]}");
        Assert.Equal(("routing", order), Assert.Single(await FoundAsync(server)));
        await SetAsync(server, "order", sound);
        Assert.Empty(await FoundAsync(server));
    }

    [Fact]
    public async Task A_place_that_its_order_does_not_know_of_is_found()
    {
        await using var server = await CentralServer.StartAsync();
        await server.OpenAsync("""{"rule":"nearest"}""", ",\"daily_orders\":3");
        _ = await server.UntilSentAsync(await server.OrderAsync("SO-1", 2), ("near", 2));
        _ = await server.UntilAsync(
            "/locations/near/capacity", json => json.GetProperty("days")[0].GetProperty("confirmed").GetInt32() == 1);
        await server.SettleAsync();
        Assert.Empty(await FoundAsync(server));
        var sound = await DocAsync(server, "order");
        await SetAsync(server, "order", sound.Replace(
            "\"places\":[{\"location\":\"near\"", "\"places\":[{\"location\":\"far\"", StringComparison.Ordinal));
        Assert.Contains(("capacity", "near"), await FoundAsync(server));
        await SetAsync(server, "order", sound);
        Assert.Empty(await FoundAsync(server));
    }

    /// <summary>What two rounds find.</summary>
    private static async Task<IReadOnlyList<(string Invariant, string Where)>> FoundAsync(CentralServer server)
    {
        using var meters = new TestMeterFactory();
        var audit = new StandingAudit(server.Node, meters, server.Node.Logs.CreateLogger("test"));
        for (var round = 0; round < 2; round++)
        {
            await audit.RoundAsync(_ => Task.CompletedTask, TestContext.Current.CancellationToken);
        }

        return [.. server.Node.Findings.Show().Violations.Select(each => (each.Invariant, each.Where))];
    }

    private static async Task<string> DocAsync(CentralServer server, string kind)
    {
        await using var reader = await server.Node.Model.OpenReaderAsync(CancellationToken.None);
        return (await reader.OneAsync(
            "SELECT doc FROM views WHERE kind = @kind", row => Encoding.UTF8.GetString(row.Bytes(0)),
            ("@kind", kind)))!;
    }

    private static Task<bool> SetAsync(CentralServer server, string kind, string doc) =>
        server.Node.Model.WriteAsync(async connection => _ = await connection.RunAsync(
            "UPDATE views SET doc = @doc WHERE kind = @kind",
            ("@doc", Encoding.UTF8.GetBytes(doc)), ("@kind", kind)));
}
