using System.Text;
using Oms.Actors.Journal;
using Oms.Actors.Sqlite;
using Oms.Entities;
using Xunit;

namespace Oms.Central.Tests.Operations;

/// <summary>Events that no entity decided, put into a stopped centre's journal.</summary>
internal static class DamagedJournal
{
    /// <summary>Restarts the centre with more in its journal than it wrote.</summary>
    public static Task RestartWithAsync(
        this CentralServer server, params (string Kind, string Id, string Type, string Payload)[] events) =>
        server.RestartAsync(meanwhile: () => AppendAsync(server.DataDirectory, events).GetAwaiter().GetResult());

    private static async Task AppendAsync(
        string directory, IEnumerable<(string Kind, string Id, string Type, string Payload)> events)
    {
        await using var journal = SqliteJournal.Open(new SqliteJournalOptions(directory));
        foreach (var (kind, id, type, payload) in events)
        {
            var address = EntityAddress.Of(kind, id);
            var term = await journal.AcquireAsync(address.Shard(), Guid.Empty);
            var before = await journal.ReadEntityAsync(address, 0, 1_000, TestContext.Current.CancellationToken);
            await journal.AppendAsync(new AppendBatch(
            [
                new ShardAppend(
                    term,
                    term.Head,
                    [
                        new JournalRecord
                        {
                            Shard = term.Shard,
                            Offset = term.Head + 1,
                            Address = address,
                            Seq = before.Count + 1,
                            Epoch = term.Epoch,
                            CommandId = new CommandId(Guid.CreateVersion7()),
                            EventType = type,
                            EventVersion = 1,
                            RecordedAt = NodaTime.Instant.FromUtc(2026, 11, 21, 12, 0),
                            Meta = """{"principal":{"kind":"System","id":"damage"}}"""u8.ToArray(),
                            Payload = Encoding.UTF8.GetBytes(payload),
                        },
                    ]),
            ]));
        }
    }
}
