using Oms.Central.Claims;

namespace Oms.Central.Tests.Histories;

/// <summary>One claim: what is made good, how often, and on what proof.</summary>
internal sealed class ClaimOracle(string id)
{
    private ClaimTerms? _terms;
    private bool _isProven;
    private bool _isAccepted;
    private bool _hasEnded;
    private ClaimSettlement? _settled;

    /// <summary>Store credit that is to be granted for it, minor units.</summary>
    public long Granted { get; private set; }

    public void Book(IReadOnlyList<ClaimEvent> events, Claim after)
    {
        foreach (var happened in events)
        {
            Book(happened);
        }

        Must(after.Settlement == _settled, $"It is settled by {after.Settlement}, not by {_settled}.");
    }

    private void Book(ClaimEvent happened)
    {
        switch (happened)
        {
            case ClaimEvent.ClaimOpened e:
                Must(_terms is null, $"It is opened twice: {e}.");
                (_terms, _isProven) = (e.Terms, e.Terms.CheckOut.Length > 0);
                break;
            case ClaimEvent.EvidenceAttached e:
                Must(!_isAccepted && !_hasEnded, $"It is decided: {e}.");
                _isProven = true;
                break;
            case ClaimEvent.ClaimJudged e:
                Must(!_isAccepted && !_hasEnded && (_isProven || !e.Accepted), $"Nothing proves it: {e}.");
                (_isAccepted, _hasEnded) = (e.Accepted, !e.Accepted);
                break;
            case ClaimEvent.ClaimResolved e:
                Must(!_isAccepted && !_hasEnded, $"It is decided: {e}.");
                _hasEnded = true;
                break;
            case ClaimEvent.ClaimSettled e:
                Must(_isAccepted && _settled is null, $"It is not to be made good: {e}.");
                Must(_terms!.Claimed is not { } claimed || !(e.Settlement.Amount?.Minor > claimed.Minor),
                    $"Only {_terms.Claimed} are claimed: {e}.");
                _settled = e.Settlement;
                Granted += CreditOf(e.Settlement);
                break;
            case ClaimEvent.SettlementFailed e:
                Must(_settled is not null, $"It was not settled: {e}.");
                Granted -= CreditOf(_settled!);
                _settled = null;
                break;
            default:
                Must(false, $"The oracle does not know {happened}.");
                break;
        }
    }

    private static long CreditOf(ClaimSettlement by) => by.Account is null ? 0 : by.Amount!.Minor;

    private void Must(bool holds, string detail) => InvariantBrokenException.Unless(holds, "claim", id, detail);
}
