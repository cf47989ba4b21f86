using Oms.Actors.Journal;
using Oms.Actors.Tests.Ledger;
using Oms.Entities;

namespace Oms.Actors.Tests.Simulation;

/// <summary>What must hold after every run.</summary>
internal static class WorldChecks
{
    public static async Task CheckAsync(SimulatedWorld world)
    {
        var store = world.Store;
        var journal = new MemoryJournal(store);
        List<JournalRecord> records = [];
        for (var shard = 0; shard < store.ShardCount; shard++)
        {
            var log = await journal.ReadShardAsync(shard, 0, int.MaxValue, CancellationToken.None);
            CheckShard(shard, log, store.Acquired(shard));
            records.AddRange(log);
            Must(
                await journal.ReadNextReminderAsync(shard, CancellationToken.None) is null,
                $"shard {shard} still has a reminder");
        }

        var aside = await journal.ReadQuarantineAsync(CancellationToken.None);
        Must(aside.Count == 0, $"set aside: {string.Join(", ", aside)}");
        var entities = records.GroupBy(record => record.Address)
            .ToDictionary(entity => entity.Key, entity => new EntityHistory(entity.Key, [.. entity]));
        foreach (var promise in world.Promises)
        {
            CheckPromise(promise, entities.GetValueOrDefault(promise.Address));
        }

        foreach (var reading in world.Readings)
        {
            Must(
                reading.Free == FreeAt(entities.GetValueOrDefault(reading.Address), reading.Version),
                $"{reading} never was durable");
        }

        CheckConservation(entities.Values);
    }

    private static void CheckShard(
        int shard, IReadOnlyList<JournalRecord> log, IReadOnlyList<(long Epoch, long Head)> acquired)
    {
        for (var i = 0; i < log.Count; i++)
        {
            Must(log[i].Offset == i + 1, $"shard {shard} has {log[i].Offset} at place {i + 1}");
            Must(i == 0 || log[i].Epoch >= log[i - 1].Epoch, $"the epoch of shard {shard} goes back at {i + 1}");
            foreach (var (epoch, head) in acquired)
            {
                Must(
                    log[i].Offset <= head || log[i].Epoch >= epoch,
                    $"{shard}-{i + 1} has epoch {log[i].Epoch} after {epoch} was acquired at {head}");
            }
        }
    }

    private static void CheckPromise(Promise promise, EntityHistory? entity)
    {
        var first = entity?.Records.FirstOrDefault(record => record.CommandId == promise.Id);
        switch (promise.Outcome)
        {
            case ReplyOutcome.Accepted when promise.Events.Count > 0:
                Must(first is not null, $"the acknowledged effect of {promise} is not in the log");
                Must(Equals(promise.Events[0], promise.Expected), $"{promise} was answered with another's events");
                Must(Equals(entity!.EventAt(first!.Seq), promise.Expected), $"the log has another event for {promise}");
                Must(promise.Version == first.Seq, $"{promise} was answered with another version than {first.Seq}");
                Must(
                    promise.Position == new ShardPosition(first.Shard, first.Offset),
                    $"{promise} was answered with another position than {first.Offset}");
                break;
            case ReplyOutcome.Accepted:
                Must(first is not null, $"{promise} was accepted without a trace");
                break;
            case ReplyOutcome.Rejected:
                // A rejection leaves no trace, so a delivery that is late may still be accepted; never the other way.
                Must(
                    first is null || first.Seq > promise.Version,
                    $"{promise} was rejected after it had been accepted as {first?.Seq}");
                Must(
                    promise.Seen is null || promise.Seen == FreeAt(entity, promise.Version),
                    $"{promise} was rejected on a state that never was durable");
                break;
            default:
                break;
        }
    }

    /// <summary>What was free after so many records; null beyond the log.</summary>
    private static string? FreeAt(EntityHistory? entity, long version) =>
        entity is null ? (version == 0 ? "0" : null) : entity.FreeAt(version);

    private static void CheckConservation(IEnumerable<EntityHistory> entities)
    {
        long brought = 0, taken = 0, balance = 0, sent = 0, arrived = 0;
        foreach (var entity in entities)
        {
            List<CommandId?> ids =
                [.. entity.Records.Select(record => record.CommandId).Where(id => id is not null)];
            Must(ids.Distinct().Count() == ids.Count, $"{entity.Address} has applied a command twice");
            var twice = entity.Events.GroupBy(happened => happened).FirstOrDefault(same => same.Count() > 1);
            Must(twice is null, $"{entity.Address} has {twice?.Key} twice");
            foreach (var happened in entity.Events)
            {
                brought += happened is AccountEvent.Deposited e ? e.Amount : 0;
                taken += happened is AccountEvent.Withdrawn w ? w.Amount : 0;
                sent += happened is AccountEvent.Sent s ? s.Amount : 0;
                arrived += happened switch
                {
                    AccountEvent.Received r => r.Amount,
                    AccountEvent.Refunded r => r.Amount,
                    _ => 0,
                };
            }

            balance += entity.Account?.Balance ?? 0;
            Must(entity.Account is not { Held: > 0 }, $"a hold of {entity.Address} has not expired");
            Must(entity.Account is not { Balance: < 0 }, $"{entity.Address} is overdrawn");
            CheckStock(entity);
        }

        Must(sent == arrived, $"{sent} was sent and {arrived} arrived or came back");
        Must(balance == brought - taken, $"{brought} came and {taken} went, but {balance} is there");
    }

    private static void CheckStock(EntityHistory entity)
    {
        if (entity.Stock is { } stock)
        {
            var brought = entity.Events.OfType<StockEvent.Brought>().Sum(happened => happened.Units);
            Must(stock.OnHand == brought - stock.Shipped, $"{entity.Address} lost units: {stock}");
            Must(stock.Reserved.Count == 0, $"a reservation of {entity.Address} has not expired");
        }
    }

    private static void Must(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    /// <summary>An entity as its log tells it.</summary>
    private sealed class EntityHistory
    {
        private readonly Dictionary<long, object> _events = [];
        private readonly List<string> _free = ["0"];

        public EntityHistory(EntityAddress address, IReadOnlyList<JournalRecord> records)
        {
            (Address, Records) = (address, records);
            var (account, stock) = (Account.Initial, Stock.Initial);
            for (var i = 0; i < records.Count; i++)
            {
                Must(records[i].Seq == i + 1, $"{address} has {records[i].Seq} at place {i + 1}");
                if (ReservedEvents.IsReserved(records[i]))
                {
                    _free.Add(_free[^1]);
                    continue;
                }

                var name = new EventName(records[i].EventType, records[i].EventVersion);
                if (address.Kind == AccountKind.Name)
                {
                    var happened = NextAccountEvents.Instance.Read(name, records[i].Payload);
                    account = Account.Evolve(account, happened);
                    _events.Add(records[i].Seq, happened);
                    _free.Add($"{account.Balance - account.Held}");
                }
                else
                {
                    var happened = StockKind.Type.Events.Read(name, records[i].Payload);
                    stock = Stock.Evolve(stock, happened);
                    _events.Add(records[i].Seq, happened);
                    _free.Add($"{stock.OnHand}");
                }
            }

            Account = address.Kind == AccountKind.Name ? account : null;
            Stock = address.Kind == StockKind.Name ? stock : null;
        }

        public EntityAddress Address { get; }

        public IReadOnlyList<JournalRecord> Records { get; }

        public IEnumerable<object> Events => _events.Values;

        public Account? Account { get; }

        public Stock? Stock { get; }

        /// <summary>What was free after so many records; null beyond the log.</summary>
        public string? FreeAt(long version) => version < _free.Count ? _free[(int)version] : null;

        public object? EventAt(long seq) => _events.GetValueOrDefault(seq);
    }
}
