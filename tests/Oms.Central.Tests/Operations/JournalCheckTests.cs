using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using NodaTime;
using Oms.Central.Storage;
using Oms.Custody.CheckOuts;
using Xunit;

namespace Oms.Central.Tests.Operations;

/// <summary>A journal that someone changed behind the centre's back is found out, and the place is named.</summary>
public sealed class JournalCheckTests : IAsyncLifetime
{
    private CentralServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CentralServer.StartAsync();
        await _server.ReceiveAsync("MILK@dc-1", 100);
        using var gateway = new Gateway(_server);
        _ = await gateway.EnrolAsync();
        for (var i = 0; i < 3; i++)
        {
            gateway.Write($"co-{i}", new CheckOutEvent.Arrived(
                Gateway.Depot, "T-12", "D-3", null, null, null, Instant.FromUtc(2026, 11, 21, 17, 0)));
            _ = await gateway.SendAsync(from: 1 + i);
        }

        // A checkpoint over all four entries.
        using var hang = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await CheckpointsAsync() is not [.., { Size: 4 }])
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, hang.Token);
        }
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_sound_journal_is_healthy_and_everything_in_it_was_looked_at()
    {
        var found = await CheckAsync();
        Assert.True(found.GetProperty("healthy").GetBoolean(), found.GetRawText());
        var looked = found.GetProperty("checked");
        Assert.Equal((4, 4), (looked.GetProperty("custody_records").GetInt64(),
            looked.GetProperty("log_entries").GetInt64()));
        Assert.InRange(looked.GetProperty("checkpoints").GetInt64(), 1, 3);
        Assert.InRange(looked.GetProperty("records").GetInt64(), 10, 100);
        Assert.InRange(looked.GetProperty("positions").GetInt32(), 256, 10_000);
    }

    [Theory]
    [InlineData("depot.records-accepted", "T-12", "T-13", "depot/dep-1", "body's SHA-256")]
    [InlineData("depot.records-accepted", "\"wall\":\"2026", "\"wall\":\"2027", "depot/dep-1", "signature is not by")]
    [InlineData("depot.records-accepted", "\"head_hash\":\"", "\"head_hash\":\"00", "depot/dep-1", "not what they say")]
    [InlineData("depot.records-accepted", "\"hash\":\"", "\"hash\":\"00", "depot/dep-1", "stored hash")]
    [InlineData("depot.records-accepted", "\"sig\":\"", "\"sig\":\"!", "depot/dep-1", "")]
    [InlineData("depot.gateway-enrolled", "\"public_key\":\"MF", "\"public_key\":\"MG", "depot/dep-1", "not enrolled")]
    [InlineData("log.leaves-appended", "\"wall\":\"2026", "\"wall\":\"2027", "log/custody", "the entries give")]
    [InlineData("log.checkpoint-signed", "\"root\":\"", "\"root\":\"00", "log/custody", "the entries give")]
    [InlineData("log.checkpoint-signed", "\"note\":\"", "\"note\":\"x", "log/custody", "note does not say")]
    [InlineData("stock.received", "{", "[", "stock-item/MILK@dc-1", "not of its form")]
    public async Task A_changed_event_is_found_and_named(
        string type, string from, string to, string place, string detail)
    {
        Change(type, payload =>
        {
            Assert.Contains(from, payload, StringComparison.Ordinal);
            var at = payload.LastIndexOf(from, StringComparison.Ordinal);
            return payload[..at] + to + payload[(at + from.Length)..];
        });
        await FoundAsync(place, detail);
    }

    [Theory]
    [InlineData("UPDATE journal SET epoch = 0 WHERE event_type = 'depot.records-accepted' AND seq > 4", "below")]
    [InlineData("UPDATE journal SET seq = seq + 90 WHERE event_type = 'stock.received'", "seq 91 follows")]
    [InlineData("UPDATE journal SET event_type = 'stock.adored' WHERE event_type = 'stock.received'", "not known")]
    [InlineData(
        "UPDATE journal SET position = position + 7 WHERE event_type = 'stock.received'",
        "stands where offset 1 should")]
    public async Task A_record_out_of_its_place_is_found(string sql, string detail)
    {
        Run(sql);
        await FoundAsync(string.Empty, detail);
    }

    [Fact]
    public async Task A_log_with_a_record_that_the_depot_has_not_sent_is_found()
    {
        Run("DELETE FROM journal WHERE event_type = 'depot.records-accepted' AND position = "
            + "(SELECT max(position) FROM journal WHERE event_type = 'depot.records-accepted')");
        await FoundAsync(string.Empty, "The log holds more than the 3 records that the depot sent.");
    }

    [Fact]
    public async Task A_read_model_ahead_of_its_log_is_found()
    {
        await _server.Node.Model.WriteAsync(async connection =>
        {
            _ = await connection.RunAsync("UPDATE positions SET upto = 1000000 WHERE projection = 'views' AND shard = "
                + "(SELECT max(shard) FROM positions WHERE projection = 'views')");
        });
        await FoundAsync("views of shard", "It stands at 1000000");
    }

    private async Task<List<(long Size, string Root)>> CheckpointsAsync()
    {
        await using var reader = await _server.Node.Model.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync("SELECT size, root FROM log_checkpoints ORDER BY size", row =>
            (row.GetInt64(0), row.GetString(1)));
    }

    private async Task<JsonElement> CheckAsync() => (await _server.GetAsync("/ops/journal/check")).Json;

    private async Task FoundAsync(string place, string detail)
    {
        var found = await CheckAsync();
        Assert.False(found.GetProperty("healthy").GetBoolean());
        var faults = found.GetProperty("faults").EnumerateArray()
            .Select(fault => $"{fault.GetProperty("place").GetString()}: {fault.GetProperty("detail").GetString()}");
        Assert.Contains(faults, fault => fault.Contains(place, StringComparison.Ordinal)
            && fault.Contains(detail, StringComparison.Ordinal));
        Assert.InRange(found.GetProperty("found").GetInt64(), 1, 10);
    }

    /// <summary>Changes the payload of the newest event of a type.</summary>
    private void Change(string type, Func<string, string> change)
    {
        using var journal = Open();
        var (position, payload) = journal.One(
            "SELECT position, payload FROM journal WHERE event_type = @type ORDER BY position DESC LIMIT 1",
            row => (row.GetInt64(0), Encoding.UTF8.GetString(row.Bytes(1))),
            ("@type", type));
        _ = journal.Run(
            "UPDATE journal SET payload = @payload WHERE position = @position",
            ("@payload", Encoding.UTF8.GetBytes(change(payload!))),
            ("@position", position));
    }

    private void Run(string sql)
    {
        using var journal = Open();
        Assert.InRange(journal.Run(sql), 1, 3);
    }

    private SqliteConnection Open()
    {
        var journal = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = Path.Combine(_server.DataDirectory, "journal.db"),
                Pooling = false,
                DefaultTimeout = 30,
            }.ToString());
        journal.Open();
        return journal;
    }
}
