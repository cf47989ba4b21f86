using Oms.Central.Payments;

namespace Oms.Central.Tests.Histories;

/// <summary>An account of store credit in plain counters: what was granted is what is left, held, spent and
/// withdrawn.</summary>
internal sealed class CreditOracle(string id)
{
    private readonly HashSet<(string Payment, int Number)> _done = [];
    private long _granted;
    private long _balance;
    private long _held;
    private long _spent;
    private long _withdrawn;

    public void Book(IReadOnlyList<StoreCreditEvent> events, StoreCredit after)
    {
        foreach (var happened in events)
        {
            Book(happened);
            Must(long.Min(long.Min(_balance, _held), _spent) >= 0, $"It has less than nothing after {happened}.");
        }

        Must(_granted == _balance + _held + _spent + _withdrawn, "What was granted is not what there is.");
        Must((after.Granted, after.Balance, after.Held, after.Spent, after.Withdrawn)
            == (_granted, _balance, _held, _spent, _withdrawn), $"{after} is not what was booked.");
    }

    private void Book(StoreCreditEvent happened)
    {
        switch (happened)
        {
            case StoreCreditEvent.CreditGranted e:
                (_granted, _balance) = (_granted + e.Amount.Minor, _balance + e.Amount.Minor);
                break;
            case StoreCreditEvent.CreditWithdrawn e:
                (_withdrawn, _balance) = (_withdrawn + e.Amount.Minor, _balance - e.Amount.Minor);
                break;
            case StoreCreditEvent.CreditHeld e:
                Once(e.Payment, e.Number);
                (_held, _balance) = (_held + e.Amount.Minor, _balance - e.Amount.Minor);
                break;
            case StoreCreditEvent.CreditSpent e:
                Once(e.Payment, e.Number);
                (_spent, _held) = (_spent + e.Amount.Minor, _held - e.Amount.Minor);
                break;
            case StoreCreditEvent.CreditReleased e:
                Once(e.Payment, e.Number);
                (_balance, _held) = (_balance + e.Amount.Minor, _held - e.Amount.Minor);
                break;
            case StoreCreditEvent.CreditRestored e:
                Once(e.Payment, e.Number);
                (_balance, _spent) = (_balance + e.Amount.Minor, _spent - e.Amount.Minor);
                break;
            default:
                Must(false, $"The oracle does not know {happened}.");
                break;
        }
    }

    private void Once(string payment, int number) => InvariantBrokenException.Unless(
        _done.Add((payment, number)), "I6", id, $"Transaction {number} of {payment} had its effect already.");

    private void Must(bool holds, string detail) => InvariantBrokenException.Unless(holds, "I10", id, detail);
}
