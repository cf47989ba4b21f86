using Oms.Central.Fulfilments;
using Oms.Central.Http;
using Oms.Central.Payments;

namespace Oms.Central.Orders;

/// <summary>What clients are told where an order says no.</summary>
internal static class OrderAnswers
{
    public static Answer Explain(OrderRejection rejection, string id) =>
        rejection switch
        {
            OrderRejection.NoSuchOrder => Problems.NotFound("such order"),
            OrderRejection.NoSuchLine r => Problems.NotFound($"line {r.Line}"),
            OrderRejection.NoSuchHold r => Problems.NotFound($"hold {r.Type} on the order"),
            OrderRejection.NoSuchChange r => Problems.NotFound($"change {r.Number} of the order"),
            OrderRejection.NoSuchKit r => Problems.NotFound($"kit {r.Kit} of the order"),
            OrderRejection.DuplicateOrder => Problems.Of(
                409, "duplicate-order", "The channel and reference stand for another order.", body => body.Order = id),
            OrderRejection.StaleRevision r => Preconditions.Failed(r.Current),
            OrderRejection.HoldActive r => Problems.Of(409, "hold-active", $"Holds: {string.Join(", ", r.Holds)}."),
            OrderRejection.QuantityExceeded r => Problems.Of(
                409, "quantity-exceeded", $"{r.Asked} were asked for; {r.Possible} are possible."),
            OrderRejection.InvalidTerms r => Problems.Invalid(r.Field, r.Reason),
            OrderRejection.IllegalTransition r => Problems.Of(
                409, "illegal-transition", $"{r.Reason} (The order is {r.Status}.)"),
            OrderRejection.ChangeAlreadyOpen r => Problems.Of(
                409, "change-already-open", $"Change {r.Number} is open; confirm or decline it first."),
            OrderRejection.ChangeOver r => Problems.Of(
                409, "change-over", $"Change {r.Number} is not open any more: {r.How}."),
            OrderRejection.ChangeNotPossible r => Problems.Of(
                409, "change-not-possible", r.Line == 0 ? r.Reason : $"Line {r.Line}: {r.Reason}"),
            OrderRejection.ApprovalRequired r => PaymentEndpoints.Explain(
                new PaymentRejection.ApprovalRequired(r.Limit)),
            OrderRejection.ReturnExceedsDelivered r => Problems.Of(
                409, "return-exceeds-delivered",
                $"Line {r.Line}: {r.Asked} were to come back; {r.Possible} are neither back nor on the way."),
            OrderRejection.KitNotWhole r => Problems.Of(
                409, "kit-not-whole", $"Components of kit {r.Kit}, {r.Sku}, come back as whole kits only."),
            OrderRejection.ReturnWindowOver r => Problems.Of(
                409, "return-window-over",
                $"Line {r.Line}: {r.Asked} were to come back; of {r.Possible} the time for it is not over."),
            OrderRejection.SerialNotOfLine r => Problems.Of(
                409, "serial-not-of-line",
                $"Line {r.Line}: {r.Serial} was not shipped for it, or is back or on the way already."),
            OrderRejection.ReturnDiffers r => Problems.Of(
                409, "id-taken", $"The id {r.Return} stands for another return."),
            OrderRejection.UnitsPacked r => Problems.Of(
                409, "units-packed",
                $"Units of line {r.Line} are packed: open fulfilment order "
                    + $"{FulfilmentOrder.IdOf(id, r.Group)} again and take them out."),
            OrderRejection.RoutingOutdated r => Problems.Of(
                409, "routing-outdated", $"Line {r.Line} is not as it was when its location was decided."),
            OrderRejection.NoSuchReturn r => Problems.NotFound($"return {r.Return} of the order"),
            _ => throw new System.Diagnostics.UnreachableException($"No problem document for {rejection}."),
        };
}
