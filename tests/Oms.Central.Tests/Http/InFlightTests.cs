using System.Net;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Oms.Central.Tests.Http;

/// <summary>A request that comes again while its first one is still being worked on.</summary>
public sealed class InFlightTests
{
    [Fact]
    public async Task A_key_whose_first_request_is_not_answered_yet_is_refused_and_the_first_has_its_effect_once()
    {
        await using var server = await CentralServer.StartAsync();
        var order = Shop.OrderJson("SO-1", ("MILK", 1));
        Task<Reply>[] both;
        using (new Hold(Path.Combine(server.DataDirectory, "requests.db")))
        {
            // Whichever comes first waits for the store that is held; the other one must not.
            both = [server.PostAsync("/orders", order, "key-1"), server.PostAsync("/orders", order, "key-1")];
            var early = await await Task.WhenAny(both);

            Assert.Equal((HttpStatusCode.Conflict, "idempotency-in-flight"), (early.Status, early.Code));
            Assert.Equal("1", early.Header("Retry-After"));
            Assert.Equal(1, both.Count(one => one.IsCompleted));
        }

        var replies = await Task.WhenAll(both);
        var first = Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
        var again = await server.PostAsync("/orders", order, "key-1");
        Assert.Equal(first.Text, again.Text);
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        await server.SettleAsync();
        Assert.Equal(1, (await server.GetAsync("/orders")).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Requests_under_different_keys_are_not_in_each_others_way()
    {
        await using var server = await CentralServer.StartAsync();
        Task<Reply>[] both;
        using (new Hold(Path.Combine(server.DataDirectory, "requests.db")))
        {
            both =
            [
                server.PostAsync("/orders", Shop.OrderJson("SO-1", ("MILK", 1)), "key-1"),
                server.PostAsync("/orders", Shop.OrderJson("SO-2", ("MILK", 1)), "key-2"),
            ];
        }

        Assert.All(await Task.WhenAll(both), reply => Assert.Equal(HttpStatusCode.Created, reply.Status));
    }

    /// <summary>Keeps a database from being written for as long as it lasts.</summary>
    private sealed class Hold : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteTransaction _transaction;

        public Hold(string path)
        {
            _connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            _connection.Open();
            _transaction = _connection.BeginTransaction(deferred: false);
        }

        public void Dispose()
        {
            _transaction.Dispose();
            _connection.Dispose();
        }
    }
}
