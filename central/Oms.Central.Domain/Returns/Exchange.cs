using System.Diagnostics;
using NodaTime;
using Oms.Entities;
using Oms.Finance;
using Decision = Oms.Entities.Decision<Oms.Central.Returns.ExchangeEvent, Oms.Central.Returns.ExchangeRejection>;

namespace Oms.Central.Returns;

/// <summary>Units that come back, and an order that replaces them.</summary>
/// <remarks>
/// What the units are worth becomes store credit of the exchange alone, up to what the replacement costs, and pays for
/// it; what is above goes back to the order's tenders, what is missing is paid by a tender of its own. The replacement
/// is asked for when the return is approved or when its units are there, as the policy says; it leaves when it is paid,
/// and so never before the units are there.
/// </remarks>
/// <param name="Terms">Null while there is no such exchange.</param>
/// <param name="Credited">What became store credit; null for nothing.</param>
/// <param name="Reason">Why it ended, or why the replacement was not placed; null where neither happened.</param>
public sealed record Exchange(
    long Revision,
    string Id,
    ExchangeStatus Status,
    ExchangeTerms? Terms,
    Instant ProposedAt,
    bool IsReplacementDue,
    Money? Credited,
    string? Reason) : IEntity<Exchange, ExchangeCommand, ExchangeEvent, ExchangeRejection>
{
    /// <summary>The kind in every exchange's address; its return has the same id.</summary>
    public const string Kind = "exchange";

    public static Exchange Initial { get; } =
        new(0, string.Empty, ExchangeStatus.Absent, null, Instant.MinValue, false, null, null);

    /// <summary>The account of the store credit that pays for the replacement.</summary>
    public static string AccountOf(string id) => $"exchange-{id}";

    public static Decision Decide(Exchange state, ExchangeCommand command, Instant now) =>
        (state.Status, command) switch
        {
            (ExchangeStatus.Absent, ExchangeCommand.Propose c) =>
                Decision.Accept(new ExchangeEvent.ExchangeProposed(c.Id, c.Terms, now)),
            (_, ExchangeCommand.Propose c) => c.Terms.Replacement == state.Terms!.Replacement
                && c.Terms.Order == state.Terms.Order
                ? Decision.AlreadyDone
                : Decision.Reject(new ExchangeRejection.IdTaken()),
            (ExchangeStatus.Absent, _) => Decision.Reject(new ExchangeRejection.NoSuchExchange()),

            (ExchangeStatus.Proposed, ExchangeCommand.RecordApproved) => state.Terms!.Request.Policy.ReservesAtApproval
                ? Decision.Accept([new ExchangeEvent.ExchangeApproved(), state.Due()])
                : Decision.Accept(new ExchangeEvent.ExchangeApproved()),
            (ExchangeStatus.Proposed or ExchangeStatus.Approved, ExchangeCommand.RecordEnded c) =>
                Decision.Accept(state.Ended(c.Reason)),
            (ExchangeStatus.Approved, ExchangeCommand.RecordReturned { Units: 0 }) =>
                Decision.Accept(state.Ended("nothing-came")),
            (ExchangeStatus.Approved, ExchangeCommand.RecordReturned c) => state.Returned(c),
            (_, ExchangeCommand.RecordFault c) when state.Reason != c.Reason =>
                Decision.Accept(new ExchangeEvent.ReplacementFailed(c.Reason)),
            _ => Decision.AlreadyDone,
        };

    private Decision Returned(ExchangeCommand.RecordReturned c) =>
        Decision.Accept(
        [
            new ExchangeEvent.UnitsCameBack(c.Units, c.Credit),
            .. !IsReplacementDue ? new ExchangeEvent[] { Due() }
                : c.Credit is { } credit
                    ? [new ExchangeEvent.ReplacementPaid(Terms!.Replacement, AccountOf(Id), credit)]
                    : [],
        ]);

    private ExchangeEvent.ReplacementDue Due() => new(Terms!.Replacement, Terms.Quote) { Supplies = Terms.Supplies };

    private ExchangeEvent.ExchangeEnded Ended(string reason) =>
        new(Id, Terms!.Replacement, IsReplacementDue, reason);

    public static Exchange Evolve(Exchange state, ExchangeEvent happened)
    {
        var next = happened switch
        {
            ExchangeEvent.ExchangeProposed e => state with
            {
                Id = e.Id,
                Status = ExchangeStatus.Proposed,
                Terms = e.Terms,
                ProposedAt = e.At,
            },
            ExchangeEvent.ExchangeApproved => state with { Status = ExchangeStatus.Approved },
            ExchangeEvent.ReplacementDue => state with { IsReplacementDue = true },
            ExchangeEvent.UnitsCameBack e => state with { Status = ExchangeStatus.Completed, Credited = e.Credit },
            ExchangeEvent.ReplacementPaid => state,
            ExchangeEvent.ExchangeEnded e => state with { Status = ExchangeStatus.Ended, Reason = e.Reason },
            ExchangeEvent.ReplacementFailed e => state with { Reason = e.Reason },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
        return next with { Revision = state.Revision + 1 };
    }
}
