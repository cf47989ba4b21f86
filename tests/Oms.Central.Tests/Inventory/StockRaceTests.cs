using System.Net.Http.Headers;
using Oms.Central.Tests.Cluster;
using Oms.Testing.Races;
using Xunit;

namespace Oms.Central.Tests.Inventory;

/// <summary>Buyers that all want the same few units: field reports tell of shops that sold 120 of 50.</summary>
public sealed class StockRaceTests
{
    private const int InFlight = 128;

    [Fact]
    public async Task Ten_thousand_buyers_of_a_hundred_units_get_exactly_a_hundred()
    {
        await using var server = await CentralServer.StartAsync();

        await RaceAsync([server.Client], buyers: 10_000, stock: 100);
    }

    [Fact]
    public async Task More_units_than_buyers_leave_nobody_without()
    {
        await using var server = await CentralServer.StartAsync();

        await RaceAsync([server.Client], buyers: 50, stock: 60);
    }

    [Fact]
    public async Task Buyers_at_three_nodes_get_exactly_what_is_there()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b", "c");

        // One API key for all nodes: a key of a request is one request wherever it is sent.
        var key = cluster.Nodes[0].Client.DefaultRequestHeaders.Authorization;
        var clients = cluster.Nodes.Select(node => ClientOf(node, key!)).ToList();
        try
        {
            await RaceAsync(clients, buyers: 2_000, stock: 50);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private static HttpClient ClientOf(CentralServer node, AuthenticationHeaderValue key)
    {
        var client = new HttpClient { BaseAddress = node.Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = key;
        return client;
    }

    private static async Task RaceAsync(IReadOnlyList<HttpClient> nodes, int buyers, int stock)
    {
        using var caller = new KeyedCaller(nodes, InFlight);
        var race = new StockRace(caller, "CONSOLE@dc-1", buyers, stock);

        Assert.Empty(await race.RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal(int.Min(buyers, stock), race.Outcome.Sold);
    }
}
