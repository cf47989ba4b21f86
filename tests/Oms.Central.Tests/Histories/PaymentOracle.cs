using NodaTime;
using Oms.Central.Payments;
using Oms.Finance;

namespace Oms.Central.Tests.Histories;

/// <summary>The money of one payment in plain counters, beside what the provider really did with it.</summary>
internal sealed class PaymentOracle(string id)
{
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, (long Amount, long Excess)> _disputes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refs = new(StringComparer.Ordinal);
    private Currency? _currency;
    private Instant? _ends;
    private bool _ended;
    private PaymentMethod _method;

    /// <summary>What the provider did, by transaction: true when money moved, false when it never will.</summary>
    public Dictionary<int, bool> Provider { get; } = [];

    public void Book(IReadOnlyList<PaymentEvent> events, Payment after, Instant now)
    {
        foreach (var happened in events)
        {
            Book(happened, now);
        }

        Compare(after);
    }

    /// <summary>What really was captured never exceeds what really was authorised, nor refunds the captures.</summary>
    public void JudgeProvider()
    {
        long Moved(TransactionKind kind) =>
            _entries.Where((entry, index) => entry.Kind == kind && Provider.GetValueOrDefault(index + 1))
                .Sum(entry => entry.Amount);
        if (_method == PaymentMethod.Card)
        {
            Must(Moved(TransactionKind.Capture) <= Moved(TransactionKind.Authorisation), "I8",
                "The provider captured more than it authorised.");
            Must(Moved(TransactionKind.Refund) <= Moved(TransactionKind.Capture), "I9",
                "The provider refunded more than it captured.");
        }
    }

    private void Book(PaymentEvent happened, Instant now)
    {
        switch (happened)
        {
            case PaymentEvent.PaymentOpened e:
                Must(_currency is null, "I7", $"It is opened twice: {e}.");
                (_currency, _method) = (e.Terms.Amount.Currency, e.Terms.Method);
                break;
            case PaymentEvent.TransactionRequested e:
                Must(_refs.Add(e.Ref), "I6", $"{e.Ref} was asked for already.");
                Must(e.Number == _entries.Count + 1 && e.Amount.Minor > 0 && e.Amount.Currency == _currency,
                    "I10", $"It is no amount of this payment: {e}.");
                Must(e.Kind != TransactionKind.Capture || (!_ended && !(_ends <= now)), "I8",
                    $"The authorisation ended at {_ends}: {e}.");
                Must(e.Kind != TransactionKind.Refund
                    || Live(TransactionKind.Refund) + e.Amount.Minor + _disputes.Values.Sum(each => each.Amount)
                        <= Sure(TransactionKind.Capture), "I9", $"It is more than is left: {e}.");
                _entries.Add(new Entry(e.Kind, e.Amount.Minor));
                break;
            case PaymentEvent.TransactionSucceeded e:
                Must(_method != PaymentMethod.Card || Provider.GetValueOrDefault(e.Number), "I8",
                    $"The provider did not do it: {e}.");
                Settle(e.Number, TransactionStatus.Succeeded);
                _ends = e.Kind == TransactionKind.Authorisation ? e.ExpiresAt : _ends;
                break;
            case PaymentEvent.TransactionFailed e:
                Must(_method != PaymentMethod.Card || !Provider.GetValueOrDefault(e.Number, true), "I8",
                    $"The provider did not refuse it: {e}.");
                Settle(e.Number, TransactionStatus.Failed);
                break;
            case PaymentEvent.TransactionInDoubt e:
                Must(At(e.Number).Status is TransactionStatus.Requested or TransactionStatus.InDoubt, "I8", $"{e}");
                At(e.Number).Status = TransactionStatus.InDoubt;
                break;
            case PaymentEvent.AuthorisationExpired e:
                Must(_ends <= now && !_ended, "I8", $"It ends at {_ends}: {e}.");
                _ended = true;
                break;
            case PaymentEvent.DisputeOpened e:
                Must(_disputes.TryAdd(e.Ref, (e.Amount.Minor, e.Excess.Minor)), "I6", $"It is open already: {e}.");
                break;
            case PaymentEvent.DisputeSettled { Won: true } e:
                Must(_disputes.Remove(e.Ref), "I9", $"It is not open: {e}.");
                break;
            case PaymentEvent.DisputeSettled or PaymentEvent.CallBegun or PaymentEvent.ProviderNotified:
                break;
            default:
                Must(false, "I10", $"The oracle does not know {happened}.");
                break;
        }
    }

    private void Compare(Payment after)
    {
        Must(Live(TransactionKind.Capture) + Live(TransactionKind.Void) <= Sure(TransactionKind.Authorisation), "I8",
            $"{Live(TransactionKind.Capture)} are captured or may be; {Sure(TransactionKind.Authorisation)} are "
            + "authorised.");
        var gone = _disputes.Values.Sum(each => each.Amount - each.Excess);
        Must(Live(TransactionKind.Refund) + gone <= Sure(TransactionKind.Capture), "I9",
            $"{Live(TransactionKind.Refund)} are refunded or may be and {gone} disputed; "
            + $"{Sure(TransactionKind.Capture)} are captured.");
        Must(after.Transactions.Count == _entries.Count && after.Transactions.Index().All(each =>
            (each.Item.Kind, each.Item.Amount.Minor, each.Item.Status)
                == (_entries[each.Index].Kind, _entries[each.Index].Amount, _entries[each.Index].Status)),
            "I10", "The transactions differ.");
        Must((after.Captured, after.Refunded) == (Sure(TransactionKind.Capture), Sure(TransactionKind.Refund)),
            "I10", "The sums differ.");
    }

    private long Live(TransactionKind kind) =>
        _entries.Where(each => each.Kind == kind && each.Status != TransactionStatus.Failed).Sum(each => each.Amount);

    private long Sure(TransactionKind kind) =>
        _entries.Where(each => each.Kind == kind && each.Status == TransactionStatus.Succeeded)
            .Sum(each => each.Amount);

    private void Settle(int number, TransactionStatus status)
    {
        Must(At(number).Status is TransactionStatus.Requested or TransactionStatus.InDoubt, "I8",
            $"Transaction {number} is settled twice.");
        At(number).Status = status;
    }

    private Entry At(int number) => _entries[number - 1];

    private void Must(bool holds, string invariant, string detail) =>
        InvariantBrokenException.Unless(holds, invariant, id, detail);

    private sealed class Entry(TransactionKind kind, long amount)
    {
        public TransactionKind Kind { get; } = kind;

        public long Amount { get; } = amount;

        public TransactionStatus Status { get; set; } = TransactionStatus.Requested;
    }
}
