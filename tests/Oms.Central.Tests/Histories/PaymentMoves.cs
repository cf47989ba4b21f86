using NodaTime;
using Oms.Central.Payments;
using Oms.Finance;

namespace Oms.Central.Tests.Histories;

/// <summary>What people ask of payments, and a provider that loses answers, repeats them and takes its time.</summary>
internal sealed class PaymentMoves(HistoryWorld world, OrderMoves orders)
{
    private const string By = "anna";

    private readonly Ring<string> _payments = new(60);
    private readonly Ring<(string Payment, PaymentCommand Command)> _repeatable = new(40);
    private readonly List<(string Payment, int Number)> _calls = [];

    public void Open(Dice dice)
    {
        if (orders.Placed.Count == 0)
        {
            return;
        }

        var (order, method) = (orders.Placed.Any(dice).Id, dice.Of(
            PaymentMethod.Card, PaymentMethod.Card, PaymentMethod.Card, PaymentMethod.CashOnDelivery,
            PaymentMethod.InvoiceTerms));
        var id = $"p{world.Move}";
        Keep(id, new PaymentCommand.Open(
            new PaymentTerms(
                order,
                method,
                Euros(dice.From(1, 3) * 100),
                method == PaymentMethod.Card ? new CardReference("tok_1", "4242") : null,
                method == PaymentMethod.InvoiceTerms ? new LocalDate(2027, 1, 1) : null),
            By,
            null));
        if (_payments.Add(id) is { } oldest)
        {
            _ = _calls.RemoveAll(call => call.Payment == oldest);
            world.ForgetPayment(oldest);
        }
    }

    /// <summary>Captures, voids and refunds; two refunds of 60 on 100 among them.</summary>
    public void Ask(Dice dice)
    {
        if (Any(dice) is not { } id)
        {
            return;
        }

        switch (dice.Below(6))
        {
            case 0 or 1:
                Keep(id, new PaymentCommand.Capture($"t{world.Move}", Euros(dice.Of(1, 40, 60, 100, 300)), By, null));
                break;
            case 2:
                Keep(id, new PaymentCommand.Void($"t{world.Move}", "cancelled", By, null));
                break;
            case 3 or 4:
                Keep(id, Refund($"t{world.Move}a", dice.Of(5, 60)));
                Keep(id, Refund($"t{world.Move}b", 60));
                break;
            default:
                var unsettled = world.Payments[id].Transactions.FirstOrDefault(each => each.IsUnsettled);
                if (world.Payments[id].Terms?.Method == PaymentMethod.CashOnDelivery && unsettled is not null)
                {
                    _ = world.Payments.Do(
                        id, new PaymentCommand.Confirm(unsettled.Number, !dice.OneIn(4), "count 7", "bob", null));
                }

                break;
        }
    }

    /// <summary>Somebody calls the provider for a transaction, or asks it what became of one.</summary>
    public void Call(Dice dice)
    {
        if (Any(dice) is { } id
            && world.Payments[id].Transactions.FirstOrDefault(each => each.DueAt <= world.Now) is { } due
            && world.Payments.Has(id, new PaymentCommand.BeginCall(due.Number, dice.Of("node-1", "node-2"))))
        {
            _calls.Add((id, due.Number));
        }
    }

    /// <summary>The same for a payment of an order with prices; and people confirm what only they can.</summary>
    public void CallForOrder(Dice dice)
    {
        if (world.Due.Count > 0 && dice.Of(world.Due) is var id
            && world.Payments[id].Transactions.FirstOrDefault(each => each.DueAt <= world.Now) is { } due
            && world.Payments.Has(id, new PaymentCommand.BeginCall(due.Number, dice.Of("node-1", "node-2"))))
        {
            _calls.Add((id, due.Number));
        }
    }

    /// <summary>The provider hears a call, or does not; and its answer comes, gets lost, or is a late one.</summary>
    public void Answer(Dice dice)
    {
        if (_calls.Count == 0)
        {
            return;
        }

        var index = dice.Below(_calls.Count);
        var (id, number) = _calls[index];
        var did = world.PaymentOracle(id).Provider;
        var heard = !dice.OneIn(5) || did.ContainsKey(number);
        if (heard && did.TryAdd(number, !dice.OneIn(6)))
        {
            world.PaymentOracle(id).JudgeProvider();
        }

        if (dice.OneIn(6))
        {
            return;
        }

        PaymentCommand told = !heard || dice.OneIn(4) ? new PaymentCommand.RecordDoubt(number, "timeout")
            : did[number] ? new PaymentCommand.RecordSuccess(number, "psp", null)
            : new PaymentCommand.RecordFailure(number, "declined");
        _ = world.Payments.Do(id, told);
        if (dice.OneIn(4))
        {
            _ = world.Payments.Do(id, told);
        }
        else
        {
            _calls.RemoveAt(index);
        }
    }

    public void Time(Dice dice)
    {
        if ((dice.OneIn(2) && world.Due.Count > 0 ? dice.Of(world.Due) : Any(dice)) is { } id)
        {
            var ends = world.Payments[id].ExpiresAt;
            world.Now = dice.OneIn(30) && ends > world.Now ? ends.Value : world.Now;
            _ = world.Payments.Do(id, dice.OneIn(2)
                ? new PaymentCommand.Expire()
                : new PaymentCommand.NoteNotice(dice.From(1, 3)));
        }
    }

    public void Dispute(Dice dice)
    {
        if (Any(dice) is { } id)
        {
            var name = $"d{dice.Below(3)}";
            _ = world.Payments.Do(id, dice.OneIn(2)
                ? new PaymentCommand.OpenDispute(name, Euros(dice.Of(5, 30, 60)), "fraud")
                : new PaymentCommand.SettleDispute(name, dice.OneIn(2)));
        }
    }

    public void Repeat(Dice dice)
    {
        if (_repeatable.Count == 0)
        {
            return;
        }

        var (id, command) = _repeatable.Any(dice);
        if (world.Payments[id].Terms is null)
        {
            return;
        }

        switch (command)
        {
            case PaymentCommand.Capture c when dice.OneIn(3):
                world.Payments.Refused(id, c with { Amount = c.Amount.Plus(Euros(1)) });
                break;
            case PaymentCommand.Refund c when dice.OneIn(3):
                world.Payments.Refused(id, c with { Amount = c.Amount.Plus(Euros(1)) });
                break;
            default:
                world.Payments.Again(id, command);
                break;
        }
    }

    public void Spoil(Dice dice)
    {
        var bad = dice.Of(0L, -1L, -60L, long.MinValue, PaymentTerms.MinorMax + 1, long.MaxValue);
        var id = Any(dice) ?? "none";
        var name = $"bad-{world.Move}";
        world.Payments.Refused(id, dice.Of<PaymentCommand>(
            new PaymentCommand.Capture(name, Euros(bad), By, null),
            new PaymentCommand.Refund(name, Euros(bad), "broken", By, null, null),
            new PaymentCommand.Capture(name, Money.Of(1, "USD"), By, null),
            new PaymentCommand.Refund(name, Money.Of(1, "JPY"), "broken", By, null, null),
            new PaymentCommand.Capture(name, Euros(301), By, null),
            new PaymentCommand.Capture(string.Empty, Euros(1), By, null),
            new PaymentCommand.Capture(name, Euros(1), By, world.Payments[id].Revision + 1),
            new PaymentCommand.BeginCall(dice.Of(0, -1, 9_999), "node-1"),
            new PaymentCommand.RecordSuccess(dice.Of(0, -1, 9_999), "psp", null),
            new PaymentCommand.OpenDispute(name, Euros(bad), "fraud"),
            new PaymentCommand.SettleDispute(name, true)));
    }

    private static PaymentCommand.Refund Refund(string reference, long minor) =>
        new(reference, Euros(minor), "broken", By, null, null);

    private string? Any(Dice dice) => _payments.Count > 0 ? _payments.Any(dice) : null;

    private void Keep(string id, PaymentCommand command)
    {
        if (world.Payments.Has(id, command))
        {
            _ = _repeatable.Add((id, command));
        }
    }

    private static Money Euros(long minor) => Money.Of(minor, "EUR");
}
