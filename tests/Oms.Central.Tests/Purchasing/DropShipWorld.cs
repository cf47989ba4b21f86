using NodaTime;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Central.Operations;
using Oms.Central.Orders;
using Oms.Central.Processes;
using Oms.Central.Purchasing;
using Oms.Entities;
using Oms.Finance;
using Xunit;

namespace Oms.Central.Tests.Purchasing;

/// <summary>An order of three lines, two of which a supplier sends, and its purchase orders, joined by the process
/// managers themselves: a seed says who is next, and what suppliers and people do. Each log is followed in its order;
/// between logs there is none.</summary>
internal sealed class DropShipWorld
{
    public const string Id = "order-1";

    private const int TurnsMax = 100;

    private static readonly IProcessManager[] Processes = [new FulfilmentProcess(), new PurchasingProcess()];
    private static readonly RecordMeta Meta = new(new Principal(PrincipalKind.System, "test"));
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 30, 12, 0);
    private static readonly LineSupply Dairy = new("dairy", Money.Of(80, "EUR"), 20);

    private readonly Random _random;
    private readonly Dictionary<EntityAddress, Queue<RecordedEvent>> _logs = [];
    private readonly Dictionary<EntityAddress, long> _seqs = [];
    private int _refs;

    public DropShipWorld(int seed)
    {
        _random = new Random(seed);
        Order = Give(Order, OrderAddress, new OrderCommand.Place(Id, new OrderTerms(
            "web", "SO-1", new Customer("Shop", new PostalAddress(["1 High Street"], "Springfield", "12345", "US")),
            "dairy-direct", ShipPolicy.Split,
            [new("MILK", 10, null), new("NUTS", 6, null), new("CREAM", 4, null) { ShipFrom = "dc-1" }]))
        {
            Supplies = [new SuppliedLine(1, Dairy), new SuppliedLine(2, Dairy)],
        });
        Ask(new OrderCommand.RecordReserved(3, OrderId.Reservation(Id, 3, 1)) { Firm = true });
    }

    public Order Order { get; private set; } = Order.Initial;

    public Dictionary<string, PurchaseOrder> Purchases { get; } = new(StringComparer.Ordinal);

    /// <summary>Everything that purchase orders told.</summary>
    public List<PurchaseEvent> Told { get; } = [];

    private static EntityAddress OrderAddress => EntityAddress.Of(OrderId.Kind, Id);

    /// <summary>What the auditor says of the two together.</summary>
    public IReadOnlyList<Violation> Violations() =>
        [.. DropShipAudit.Check(new() { [Id] = Order }, Purchases)];

    public void Ask(OrderCommand command) => Order = Give(Order, OrderAddress, command);

    /// <summary>A process manager takes the next event of a log.</summary>
    /// <returns>False when nobody has anything to do.</returns>
    public bool Step()
    {
        var waiting = _logs.Values.Where(log => log.Count > 0).ToList();
        if (waiting.Count == 0)
        {
            return false;
        }

        var happened = waiting[_random.Next(waiting.Count)].Dequeue();
        foreach (var process in Processes.Where(each => each.Listens(happened.Address.Kind)))
        {
            foreach (var step in process.React(happened))
            {
                if (Send(step) is { } reason)
                {
                    foreach (var compensation in process.Compensate(happened, step, reason))
                    {
                        Assert.True(Send(compensation) is null, $"{compensation.Command} was refused.");
                    }
                }
            }
        }

        return true;
    }

    /// <summary>The supplier, or somebody of ours, does something that may be as wrong as it likes.</summary>
    public void Meddle()
    {
        if (Purchases.Count == 0 || _random.Next(5) == 0)
        {
            Ask(_random.Next(20) switch
            {
                < 5 => new OrderCommand.CancelLine(1 + _random.Next(3), 1 + _random.Next(6), "customer", null),
                5 => new OrderCommand.Cancel("customer", null),
                < 8 => new OrderCommand.PlaceHold(HoldType.Manual, "looked at", "anna", null),
                < 12 => new OrderCommand.ReleaseHold(HoldType.Manual, "fine", null),
                _ => new OrderCommand.ReleaseHold(HoldType.Fulfilment, "asked again", null),
            });
            return;
        }

        var id = Purchases.Keys.Order(StringComparer.Ordinal).ElementAt(_random.Next(Purchases.Count));
        Ask(id, SupplierTurn.Any(Purchases[id], _random.Next, Ref, Now));
    }

    /// <summary>Suppliers send and bring all that is open, holds are released, until nothing is left to do.</summary>
    public void Finish()
    {
        for (var round = 0; round < 50; round++)
        {
            while (Step())
            {
            }

            foreach (var type in Order.Holds.Keys)
            {
                Ask(new OrderCommand.ReleaseHold(type, "finished", null));
            }

            foreach (var id in Purchases.Keys.ToList())
            {
                for (var turn = 0; turn < TurnsMax
                    && SupplierTurn.Right(Purchases[id], Ref, Now) is { } said; turn++)
                {
                    Ask(id, said);
                }
            }
        }
    }

    private string Ref() => $"D-{++_refs}";

    private object? Send(ProcessStep step)
    {
        _refusal = null;
        switch (step.Command)
        {
            case OrderCommand command:
                Ask(command);
                break;
            case PurchaseCommand command:
                Ask(step.To.Id, command);
                break;
            default:
                // The location of the third line, which is loaded from the shelf.
                break;
        }

        return _refusal;
    }

    private void Ask(string purchase, PurchaseCommand command) => Purchases[purchase] = Give(
        Purchases.GetValueOrDefault(purchase, PurchaseOrder.Initial),
        EntityAddress.Of(PurchaseOrder.Kind, purchase), command);

    private object? _refusal;

    private TState Give<TState, TCommand, TEvent, TRejection>(
        IEntity<TState, TCommand, TEvent, TRejection> entity, EntityAddress address, TCommand command)
        where TState : IEntity<TState, TCommand, TEvent, TRejection>
    {
        var state = (TState)entity;
        switch (TState.Decide(state, command, Now))
        {
            case Decision<TEvent, TRejection>.Accepted accepted:
                foreach (var happened in accepted.Events)
                {
                    state = TState.Evolve(state, happened);
                    if (happened is PurchaseEvent told)
                    {
                        Told.Add(told);
                    }

                    Write(address, happened!);
                }

                break;
            case Decision<TEvent, TRejection>.Rejected rejected:
                _refusal = rejected.Reason;
                break;
            default:
                break;
        }

        return state;
    }

    private void Write(EntityAddress address, object happened)
    {
        var seq = _seqs[address] = _seqs.GetValueOrDefault(address) + 1;
        if (!_logs.TryGetValue(address, out var log))
        {
            _logs[address] = log = new Queue<RecordedEvent>();
        }

        log.Enqueue(new RecordedEvent(
            new JournalRecord
            {
                Shard = 0,
                Offset = seq,
                Address = address,
                Seq = seq,
                Epoch = 1,
                EventType = "test",
                EventVersion = 1,
                Payload = default,
                Meta = default,
                RecordedAt = Now,
            },
            Meta,
            happened));
    }
}
