using System.Net;
using System.Net.Http.Headers;
using Microsoft.Data.Sqlite;
using Oms.Central.Storage;
using Xunit;

namespace Oms.Central.Tests.Operations;

/// <summary>What operators and callers are told when something is set aside, refused or built again.</summary>
public sealed class OperationsTests : IAsyncLifetime
{
    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_entity_that_was_set_aside_says_why_and_what_to_do_and_works_again_once_released()
    {
        await _server.ReceiveAsync("MILK@dc-1", 100);
        Rename("stock.received", "stock.unheard-of");
        await _server.RestartAsync();

        var refused = await ReceiveAsync("k-1");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "quarantined"), (refused.Status, refused.Code));
        Assert.Equal("main/stock-item/MILK@dc-1#1", refused.Json.GetProperty("incident").GetString());
        Assert.Contains("stock.unheard-of", refused.Json.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "oms entities release stock-item MILK@dc-1",
            refused.Json.GetProperty("detail").GetString(),
            StringComparison.Ordinal);
        Assert.Equal("60", refused.Header("Retry-After"));
        var listed = Assert.Single((await _server.GetAsync("/ops/entities/quarantined")).Json.GetProperty("items")
            .EnumerateArray());
        Assert.Equal("main/stock-item/MILK@dc-1#1", listed.GetProperty("incident").GetString());

        Rename("stock.unheard-of", "stock.received");
        var released = await _server.PostAsync(
            "/ops/entities/release", """{"kind":"stock-item","id":"MILK@dc-1"}""");
        Assert.Equal(HttpStatusCode.OK, released.Status);
        Assert.InRange((int)(await ReceiveAsync("k-1")).Status, 200, 201);
    }

    [Fact]
    public async Task An_enrolment_that_is_refused_is_an_incident_in_a_sentence()
    {
        using var gateway = new Gateway(_server);
        Assert.Equal("enrolment-refused", (await gateway.EnrolAsync("0123456789")).Code);
        var depot = await _server.UntilAsync(
            $"/depots/{Gateway.Depot}", body => body.GetProperty("incidents").GetArrayLength() > 0);
        Assert.Equal(
            "Gateway gw-1 may not enrol: The code is unknown or was used before.",
            depot.GetProperty("incidents")[0].GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Nobody_is_locked_out_while_the_views_are_built_again()
    {
        var made = (await _server.PostAsync("/api-keys", """{"name":"reader","scope":"read"}""")).Json;
        _server.Client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", made.GetProperty("key").GetString());

        // What a rebuild does first, and it may take long until the last row is back.
        await _server.Node.Model.WriteAsync(async connection =>
        {
            _ = await connection.RunAsync("DELETE FROM views");
        });
        Assert.Equal(HttpStatusCode.OK, (await _server.GetAsync("/orders")).Status);
    }

    [Fact]
    public async Task A_revoked_key_stays_out_while_the_views_are_built_again()
    {
        var made = (await _server.PostAsync("/api-keys", """{"name":"reader","scope":"read"}""")).Json;
        var revoked = await _server.PostAsync($"/api-keys/{made.GetProperty("id").GetString()}/revoke", "{}");
        Assert.Equal(HttpStatusCode.OK, revoked.Status);
        var rebuilt = await _server.PostAsync("/ops/projections/views/rebuild", "{}");
        Assert.Equal(HttpStatusCode.OK, rebuilt.Status);
        _server.Client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", made.GetProperty("key").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await _server.GetAsync("/orders")).Status);
    }

    [Fact]
    public async Task Every_key_is_known_when_the_centre_begins_to_serve_without_its_read_models()
    {
        List<string> keys = [];
        for (var i = 0; i < 8; i++)
        {
            var made = (await _server.PostAsync("/api-keys", """{"name":"reader","scope":"read"}""")).Json;
            keys.Add(made.GetProperty("key").GetString()!);
        }

        await _server.RestartAsync(without: "views.db");
        foreach (var key in keys)
        {
            _server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            Assert.Equal(HttpStatusCode.OK, (await _server.GetAsync("/orders")).Status);
        }
    }

    private Task<Reply> ReceiveAsync(string key) => _server.PostAsync(
        "/stock-items/MILK@dc-1/receipts", """{"receipt":"r-9","lot":"L9","quantity":5,"expires":null}""", key);

    /// <summary>Changes the name under which events are stored.</summary>
    private void Rename(string from, string to)
    {
        using var journal = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = Path.Combine(_server.DataDirectory, "journal.db"),
                Pooling = false,
                DefaultTimeout = 30,
            }.ToString());
        journal.Open();
        Assert.Equal(1, journal.Run(
            "UPDATE journal SET event_type = @to WHERE event_type = @from", ("@to", to), ("@from", from)));
    }
}
