using NodaTime;
using Oms.Finance;

namespace Oms.Central.Returns;

/// <param name="Order">The order whose units are to come back.</param>
/// <param name="Location">Where they are to come; null for where the order left from.</param>
/// <param name="Account">Whose store credit; for <c>store_credit</c> only, null for the customer's.</param>
/// <param name="Exception">Why it is to be let in although its time is over.</param>
internal sealed record RequestReturnBody(
    string Id,
    string Order,
    IReadOnlyList<ReturnWish> Lines,
    string? Location = null,
    RefundTarget RefundTo = RefundTarget.Original,
    string? Account = null,
    string? Exception = null);

internal sealed record BlindReturnBody(string Id, string Location, IReadOnlyList<BlindUnits> Units);

internal sealed record ReturnReasonBody(string Reason);

/// <param name="Location">Where they are; null for where the return said.</param>
internal sealed record ReceiveReturnBody(
    string Ref,
    int Line,
    string Lot,
    int Quantity,
    string Condition = "as-sent",
    IReadOnlyList<string>? Serials = null,
    string? Location = null);

/// <param name="CreditPermille">How much of what the policy refunds is refunded.</param>
internal sealed record InspectReturnBody(
    string Ref,
    string Receipt,
    int Quantity,
    UnitFate Fate,
    int CreditPermille = ReturnPolicy.WholePermille,
    string Note = "",
    IReadOnlyList<string>? Serials = null);

/// <param name="Return">The return that the units are of.</param>
internal sealed record MatchReturnBody(
    string Receipt, string Return, int Line, int Quantity, IReadOnlyList<string>? Serials = null);

/// <summary>A return as the API shows it.</summary>
/// <param name="From">The check-out that its units came with; null for none.</param>
/// <param name="Worth">What is refunded for all of it at most; null in an order without prices.</param>
/// <param name="Refunded">What the order has said so far; null where it knows no money.</param>
internal sealed record ReturnView(
    string Id,
    long Version,
    ReturnStatus Status,
    ReturnKind Kind,
    string? Order,
    string? Exchange,
    string? From,
    Instant OpenedAt,
    string? DecidedBy,
    string? Reason,
    RefundTarget? RefundTo,
    string? Account,
    string? Exception,
    Money? Worth,
    Money? Refunded,
    ReturnLabel? Label,
    IReadOnlyList<ReturnLineView> Lines,
    IReadOnlyList<ReturnReceiptView> Receipts,
    IReadOnlyList<UnitInspection> Inspections)
{
    public static ReturnView Of(string id, ReturnOrder of) => new(
        id,
        of.Revision,
        of.Status,
        of.Kind,
        of.Order,
        of.Request?.Exchange,
        of.From,
        of.OpenedAt,
        of.DecidedBy,
        of.Reason,
        of.Request?.RefundTo,
        of.Request?.Account,
        of.Request?.Exception,
        Sum(of.Lines.Select(line => line.Worth)),
        Sum(of.Inspections.Select(each => each.Refund)),
        of.Label,
        [.. of.Lines.Select(line => new ReturnLineView(
            line.Line, line.Sku, line.Reason, line.Approved, line.Received, line.GivenUp, line.Open, line.Worth))],
        [.. of.Receipts.Select(each => new ReturnReceiptView(
            each.Ref, each.Line, each.Sku, each.Lot, each.Quantity, each.Location, each.Condition, each.Serials,
            each.Inspected, each.Matched, each.Open, each.Fault))],
        of.Inspections);

    private static Money? Sum(IEnumerable<Money?> amounts) =>
        amounts.OfType<Money>().Aggregate((Money?)null, (sum, each) => sum?.Plus(each) ?? each);
}

/// <param name="Open">Units that are still to come.</param>
internal sealed record ReturnLineView(
    int Line, string Sku, string Reason, int Approved, int Received, int GivenUp, int Open, Money? Worth);

/// <param name="Open">Units of which nothing is decided.</param>
internal sealed record ReturnReceiptView(
    string Ref,
    int? Line,
    string Sku,
    string Lot,
    int Quantity,
    string Location,
    string Condition,
    IReadOnlyList<string>? Serials,
    int Inspected,
    int Matched,
    int Open,
    string? Fault);
