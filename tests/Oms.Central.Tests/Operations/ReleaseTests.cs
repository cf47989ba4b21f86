using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Oms.Central.Tests.Operations;

/// <summary>An entity that cannot be read is set aside alone, and comes back once it is mended and released.</summary>
public sealed class ReleaseTests
{
    [Fact]
    public async Task An_entity_with_an_event_that_cannot_be_read_is_set_aside_until_it_is_mended_and_released()
    {
        await using var server = await CentralServer.StartAsync();
        var damaged = await server.PlaceAsync("SO-1", ("MILK", 1));
        var healthy = await server.PlaceAsync("SO-2", ("MILK", 1));
        await server.SettleAsync();
        var release = $$"""{"kind":"order","id":"{{damaged}}"}""";
        await server.RestartAsync(meanwhile: () => Rename(server, damaged, "order.placed", "order.unheard-of"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.GetAsync($"/orders/{damaged}")).Status);
        var listed = Assert.Single(await SetAsideAsync(server));
        Assert.Equal(
            ("order", damaged), (listed.GetProperty("kind").GetString(), listed.GetProperty("id").GetString()));
        Assert.Contains("order.unheard-of", listed.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync($"/orders/{healthy}")).Status);

        // Released too early it is set aside again.
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync("/ops/entities/release", release)).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.GetAsync($"/orders/{damaged}")).Status);
        Assert.Single(await SetAsideAsync(server));

        await server.RestartAsync(meanwhile: () => Rename(server, damaged, "order.unheard-of", "order.placed"));
        Assert.Single(await SetAsideAsync(server));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.GetAsync($"/orders/{damaged}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync("/ops/entities/release", release)).Status);

        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync($"/orders/{damaged}")).Status);
        Assert.Empty(await SetAsideAsync(server));
        var cancelled = await server.PostAsync(
            $"/orders/{damaged}/cancel", """{"reason":"mended"}""", ifMatch: "*");
        Assert.True((int)cancelled.Status is >= 200 and < 300, cancelled.Text);
    }

    [Theory]
    [InlineData("""{"kind":"order","id":"two words"}""")]
    [InlineData("""{"kind":"Order!","id":"order-1"}""")]
    public async Task What_cannot_be_an_entity_is_not_found(string body)
    {
        await using var server = await CentralServer.StartAsync();

        Assert.Equal("not-found", (await server.PostAsync("/ops/entities/release", body)).Code);
    }

    private static async Task<IReadOnlyList<JsonElement>> SetAsideAsync(CentralServer server) =>
        [.. (await server.GetAsync("/ops/entities/quarantined")).Json.GetProperty("items").EnumerateArray()];

    private static void Rename(CentralServer server, string order, string from, string to)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(server.DataDirectory, "journal.db"),
            Pooling = false,
        }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            UPDATE journal SET event_type = $to WHERE event_type = $from
              AND entity = (SELECT number FROM entity WHERE kind = 'order' AND id = $order)
            """;
        _ = command.Parameters.AddWithValue("$from", from);
        _ = command.Parameters.AddWithValue("$to", to);
        _ = command.Parameters.AddWithValue("$order", order);
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
