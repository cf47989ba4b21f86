using System.Globalization;
using NodaTime;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Processes;
using Oms.Entities;
using Oms.Finance;
using Xunit;

namespace Oms.Central.Tests.Payments;

/// <summary>An order, its payments, a store credit and a provider, joined by the process manager itself: a seed says
/// what comes next. Each log is followed in its order; between logs, and for the provider, there is no order.</summary>
internal sealed class OrderMoneyWorld
{
    private static readonly MoneyProcess Process = new();
    private static readonly RecordMeta Meta = new(new Principal(PrincipalKind.System, "test"));

    private readonly Random _random;
    private readonly Dictionary<EntityAddress, Queue<RecordedEvent>> _logs = [];
    private readonly Dictionary<EntityAddress, long> _seqs = [];
    private readonly Dictionary<string, bool> _provider = new(StringComparer.Ordinal);

    public OrderMoneyWorld(int seed, OrderCommand.Place place)
    {
        _random = new Random(seed);
        Credit = Give(Credit, CreditAddress, new StoreCreditCommand.Grant("K-17", Euros(1_000), "sorry", "anna"));
        Order = Give(Order, EntityAddress.Of(OrderId.Kind, place.Id), place);
    }

    public Order Order { get; private set; } = Order.Initial;

    public StoreCredit Credit { get; private set; } = StoreCredit.Initial;

    public Dictionary<string, Payment> Payments { get; } = new(StringComparer.Ordinal);

    public Instant Now { get; private set; } = Instant.FromUtc(2026, 11, 21, 12, 0);

    /// <summary>What must hold after every event of the order.</summary>
    public Action<Order, OrderEvent, Order> OnOrder { get; set; } = (_, _, _) => { };

    /// <summary>Card transactions that really moved money, minor units.</summary>
    public long Moved(TransactionKind kind) => Payments.Sum(payment => payment.Value.Transactions
        .Where(each => each.Kind == kind && _provider.GetValueOrDefault(Key(payment.Key, each.Number)))
        .Sum(each => each.Amount.Minor));

    private static EntityAddress CreditAddress => EntityAddress.Of(StoreCredit.Kind, StoreCredit.IdOf("K-17", "EUR"));

    public static Money Euros(long minor) => Money.Of(minor, "EUR");

    /// <summary>Gives the order a command; a refusal is as good as an effect.</summary>
    public void Ask(OrderCommand command) =>
        Order = Give(Order, EntityAddress.Of(OrderId.Kind, Order.Id), command);

    public void Ask(string payment, PaymentCommand command) =>
        Payments[payment] = Give(
            Payments.GetValueOrDefault(payment, Payment.Initial), EntityAddress.Of(Payment.Kind, payment), command);

    /// <summary>One step of whoever is next.</summary>
    /// <returns>False when nobody has anything to do.</returns>
    public bool Step(bool faithful = false)
    {
        List<Action> next = [.. _logs.Values.Where(log => log.Count > 0).Select(log => (Action)(() => React(log)))];
        foreach (var (id, payment) in Payments)
        {
            foreach (var transaction in payment.Transactions)
            {
                if (transaction.DueAt is not null)
                {
                    next.Add(() => Call(id, transaction, faithful));
                }
                else if (faithful && transaction.IsUnsettled && payment.Terms!.Method == PaymentMethod.CashOnDelivery)
                {
                    next.Add(() => Ask(id, new PaymentCommand.Confirm(
                        transaction.Number, Succeeded: true, "count", "bob", null)));
                }
            }
        }

        if (next.Count == 0)
        {
            return false;
        }

        next[_random.Next(next.Count)]();
        return true;
    }

    private void Call(string id, PaymentTransaction transaction, bool faithful)
    {
        // Every lease is over by the next step.
        Now += Duration.FromMinutes(2);
        Ask(id, new PaymentCommand.BeginCall(transaction.Number, "node"));
        if (!faithful && _random.Next(3) == 0)
        {
            Ask(id, new PaymentCommand.RecordDoubt(transaction.Number, "timeout"));
            return;
        }

        var key = Key(id, transaction.Number);
        if (!_provider.TryGetValue(key, out var done))
        {
            done = _provider[key] = faithful || _random.Next(6) > 0;
        }

        Ask(id, done
            ? new PaymentCommand.RecordSuccess(
                transaction.Number, "psp", Now + Duration.FromMinutes(_random.Next(4) == 0 ? 20 : 1_000_000))
            : new PaymentCommand.RecordFailure(transaction.Number, "no-funds"));
    }

    /// <summary>The process manager takes the next event of a log, now and then twice.</summary>
    private void React(Queue<RecordedEvent> log)
    {
        var happened = log.Dequeue();
        foreach (var step in Process.React(happened))
        {
            for (var times = _random.Next(5) == 0 ? 2 : 1; times > 0; times--)
            {
                if (Send(step) is { } reason)
                {
                    foreach (var compensation in Process.Compensate(happened, step, reason))
                    {
                        Assert.True(Send(compensation) is null, $"{compensation.Command} was refused.");
                    }
                }
            }
        }
    }

    private object? Send(ProcessStep step)
    {
        _refusal = null;
        switch (step.Command)
        {
            case OrderCommand command:
                Ask(command);
                break;
            case PaymentCommand command:
                Ask(step.To.Id, command);
                break;
            default:
                Credit = Give(Credit, CreditAddress, (StoreCreditCommand)step.Command);
                break;
        }

        return _refusal;
    }

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
                    var next = TState.Evolve(state, happened);
                    if (state is Order before && next is Order after && happened is OrderEvent told)
                    {
                        OnOrder(before, told, after);
                    }

                    state = next;
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

    private static string Key(string payment, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{payment}/{number}");
}
