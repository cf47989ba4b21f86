using System.Buffers;
using System.Globalization;
using NodaTime;
using Oms.Actors.Codecs;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Actors.Sqlite;
using Oms.Central.Orders;
using Oms.Central.Processes;
using Oms.Central.Storage;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Benchmarks.Orders;

/// <summary>A centre's journal with very many orders, as the domain decides them; no process manager has them before
/// it.</summary>
internal static class ManyOrders
{
    /// <summary>Who ordered more than half of them.</summary>
    public const string Customer = "K-BIG";

    private const int OrdersAtOnce = 2_000;
    private const int Others = 1_000;
    private const int CancelledEvery = 8;
    private static readonly Duration Between = Duration.FromSeconds(1);

    private static readonly IReadOnlyList<IProcessManager> Managers = ProcessManagers.All("EUR");

    /// <summary>Appends them to the journal of a data directory that no process has open.</summary>
    public static async Task AppendAsync(string directory, int count)
    {
        await using var journal = SqliteJournal.Open(new SqliteJournalOptions(directory));
        var owner = Guid.Empty;
        var terms = await Task.WhenAll(
            Enumerable.Range(0, journal.ShardCount).Select(shard => journal.AcquireAsync(shard, owner)));
        var heads = terms.Select(term => term.Head).ToArray();
        var codec = new FormCodec<OrderEvent>(OrderEvents.Forms);
        var meta = new ArrayBufferWriter<byte>();
        RecordMetaJson.Write(new RecordMeta(new Principal(PrincipalKind.System, "benchmark")), meta);
        var began = Instant.FromUtc(2026, 1, 1, 0, 0);
        for (var first = 0; first < count; first += OrdersAtOnce)
        {
            var shards = Enumerable.Range(first, int.Min(OrdersAtOnce, count - first))
                .Select(number => Decide(number, began + (number * Between)))
                .GroupBy(order => (int)order.Address.Shard() % journal.ShardCount)
                .Select(shard =>
                {
                    var head = heads[shard.Key];
                    JournalRecord[] records =
                    [
                        .. from order in shard
                           from happened in order.Events.Select((one, index) => (one, index))
                           let name = codec.NameOf(happened.one)
                           select new JournalRecord
                           {
                               Shard = shard.Key,
                               Offset = ++heads[shard.Key],
                               Address = order.Address,
                               Seq = happened.index + 1,
                               Epoch = terms[shard.Key].Epoch,
                               EventType = name.Type,
                               EventVersion = name.Version,
                               RecordedAt = order.At,
                               Meta = meta.WrittenMemory,
                               Payload = Written(codec, happened.one),
                           },
                    ];
                    return new ShardAppend(terms[shard.Key], head, records)
                    {
                        Cursors = [.. Managers.Select(manager => new CursorRow(manager.Name, heads[shard.Key]))],
                    };
                });
            await journal.AppendAsync(new AppendBatch([.. shards]));
        }
    }

    private static (EntityAddress Address, Instant At, List<OrderEvent> Events) Decide(int number, Instant at)
    {
        var terms = Terms(number);
        var id = OrderId.Of(EntityAddress.MainTenant, terms.Channel, terms.ExternalRef);
        List<OrderCommand> commands = [new OrderCommand.Place(id, terms)];
        if (number % CancelledEvery == 0)
        {
            commands.Add(new OrderCommand.Cancel("customer", null));
        }

        var (state, events) = (Order.Initial, new List<OrderEvent>());
        foreach (var command in commands)
        {
            var decided = (Decision.Accepted)Order.Decide(state, command, at);
            events.AddRange(decided.Events);
            state = decided.Events.Aggregate(state, Order.Evolve);
        }

        return (EntityAddress.Of(OrderId.Kind, id), at, events);
    }

    private static OrderTerms Terms(int number) => new(
        "web",
        string.Create(CultureInfo.InvariantCulture, $"SO-{number}"),
        new Customer("Corner Shop", new PostalAddress(["1 High Street"], "Springfield", "12345", "US")),
        "dc-1",
        ShipPolicy.Complete,
        [
            new OrderedLine(string.Create(CultureInfo.InvariantCulture, $"S{number % 30}"), 1 + (number % 5), null),
            new OrderedLine(string.Create(CultureInfo.InvariantCulture, $"S{(number + 7) % 30}"), 2, null),
        ])
    {
        CustomerId = number % 16 < 9
            ? Customer
            : string.Create(CultureInfo.InvariantCulture, $"K-{number % Others}"),
    };

    private static byte[] Written(FormCodec<OrderEvent> codec, OrderEvent happened)
    {
        var output = new ArrayBufferWriter<byte>(512);
        codec.Write(happened, output);
        return output.WrittenSpan.ToArray();
    }
}
