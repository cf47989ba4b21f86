using Oms.Central.Returns;

namespace Oms.Central.Tests.Histories;

/// <summary>How far one exchange is, and what it paid for the replacement.</summary>
internal sealed class ExchangeOracle(string id)
{
    private bool _isApproved;
    private bool _isDue;
    private bool _cameBack;
    private bool _hasEnded;
    private long _credit;
    private long _paid;

    public void Book(IReadOnlyList<ExchangeEvent> events, Exchange after)
    {
        foreach (var happened in events)
        {
            Book(happened);
        }

        Must(after.IsReplacementDue == _isDue && after.Status == (_hasEnded ? ExchangeStatus.Ended
            : _cameBack ? ExchangeStatus.Completed
            : _isApproved ? ExchangeStatus.Approved : ExchangeStatus.Proposed), $"{after}");
    }

    private void Book(ExchangeEvent happened)
    {
        switch (happened)
        {
            case ExchangeEvent.ExchangeProposed e:
                Must(!_isApproved && !_hasEnded, $"It is proposed twice: {e}.");
                break;
            case ExchangeEvent.ExchangeApproved:
                Must(!_isApproved && !_hasEnded, "It is approved twice, or too late.");
                _isApproved = true;
                break;
            case ExchangeEvent.ReplacementDue:
                Must(_isApproved && !_isDue && !_hasEnded, "Its replacement is placed twice, or too early.");
                _isDue = true;
                break;
            case ExchangeEvent.UnitsCameBack e:
                Must(_isApproved && !_cameBack && !_hasEnded && e.Units > 0, $"They came twice, or too late: {e}.");
                (_cameBack, _credit) = (true, e.Credit?.Minor ?? 0);
                break;
            case ExchangeEvent.ReplacementPaid e:
                _paid += e.Amount.Minor;
                Must(_cameBack && _paid <= _credit, $"{_credit} are there to pay with: {e}.");
                break;
            case ExchangeEvent.ExchangeEnded e:
                Must(!_cameBack && !_hasEnded, $"It ends twice, or too late: {e}.");
                _hasEnded = true;
                break;
            case ExchangeEvent.ReplacementFailed:
                break;
            default:
                Must(false, $"The oracle does not know {happened}.");
                break;
        }
    }

    private void Must(bool holds, string detail) => InvariantBrokenException.Unless(holds, "exchange", id, detail);
}
