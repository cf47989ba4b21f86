using System.Text.Json.Serialization;
using Oms.Finance;

namespace Oms.Central.Orders;

/// <summary>Why an order may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(OrderRejection.NoSuchOrder), "no_such_order")]
[JsonDerivedType(typeof(OrderRejection.NoSuchLine), "no_such_line")]
[JsonDerivedType(typeof(OrderRejection.DuplicateOrder), "duplicate_order")]
[JsonDerivedType(typeof(OrderRejection.StaleRevision), "stale_revision")]
[JsonDerivedType(typeof(OrderRejection.IllegalTransition), "illegal_transition")]
[JsonDerivedType(typeof(OrderRejection.HoldActive), "hold_active")]
[JsonDerivedType(typeof(OrderRejection.NoSuchHold), "no_such_hold")]
[JsonDerivedType(typeof(OrderRejection.QuantityExceeded), "quantity_exceeded")]
[JsonDerivedType(typeof(OrderRejection.InvalidTerms), "invalid_terms")]
[JsonDerivedType(typeof(OrderRejection.NoSuchKit), "no_such_kit")]
[JsonDerivedType(typeof(OrderRejection.ChangeAlreadyOpen), "change_already_open")]
[JsonDerivedType(typeof(OrderRejection.NoSuchChange), "no_such_change")]
[JsonDerivedType(typeof(OrderRejection.ChangeOver), "change_over")]
[JsonDerivedType(typeof(OrderRejection.ChangeNotPossible), "change_not_possible")]
[JsonDerivedType(typeof(OrderRejection.ApprovalRequired), "approval_required")]
[JsonDerivedType(typeof(OrderRejection.ReturnExceedsDelivered), "return_exceeds_delivered")]
[JsonDerivedType(typeof(OrderRejection.KitNotWhole), "kit_not_whole")]
[JsonDerivedType(typeof(OrderRejection.ReturnWindowOver), "return_window_over")]
[JsonDerivedType(typeof(OrderRejection.SerialNotOfLine), "serial_not_of_line")]
[JsonDerivedType(typeof(OrderRejection.ReturnDiffers), "return_differs")]
[JsonDerivedType(typeof(OrderRejection.NoSuchReturn), "no_such_return")]
[JsonDerivedType(typeof(OrderRejection.UnitsPacked), "units_packed")]
[JsonDerivedType(typeof(OrderRejection.RoutingOutdated), "routing_outdated")]
public abstract record OrderRejection
{
    private OrderRejection()
    {
    }

    public sealed record NoSuchOrder : OrderRejection;

    public sealed record NoSuchLine(int Line) : OrderRejection;

    /// <summary>Another order has this channel and reference.</summary>
    public sealed record DuplicateOrder : OrderRejection;

    /// <summary>The caller saw another revision.</summary>
    public sealed record StaleRevision(long Expected, long Current) : OrderRejection;

    public sealed record IllegalTransition(OrderStatus Status, string Command, string Reason) : OrderRejection;

    public sealed record HoldActive(IReadOnlyList<HoldType> Holds) : OrderRejection;

    public sealed record NoSuchHold(HoldType Type) : OrderRejection;

    public sealed record QuantityExceeded(int Asked, int Possible) : OrderRejection;

    /// <summary>A term is out of its range.</summary>
    public sealed record InvalidTerms(string Field, string Reason) : OrderRejection;

    public sealed record NoSuchKit(int Kit) : OrderRejection;

    /// <summary>An order has one open change at most.</summary>
    public sealed record ChangeAlreadyOpen(int Number) : OrderRejection;

    public sealed record NoSuchChange(int Number) : OrderRejection;

    /// <summary>The change was confirmed, declined, or its time is over.</summary>
    public sealed record ChangeOver(int Number, string How) : OrderRejection;

    /// <summary>A line is not, or is no longer, as the change needs it.</summary>
    /// <param name="Line">The line; 0 for the order as a whole.</param>
    public sealed record ChangeNotPossible(int Line, string Reason) : OrderRejection;

    /// <summary>Somebody with a higher limit must do it.</summary>
    public sealed record ApprovalRequired(Money Limit) : OrderRejection;

    /// <summary>More units are to come back than were delivered and are neither back nor promised to come
    /// back.</summary>
    public sealed record ReturnExceedsDelivered(int Line, int Asked, int Possible) : OrderRejection;

    /// <summary>The return has some components of a kit that comes back only whole.</summary>
    public sealed record KitNotWhole(int Kit, string Sku) : OrderRejection;

    /// <summary>Units were delivered too long ago to be given back.</summary>
    /// <param name="Possible">Units of the line that still may come back.</param>
    public sealed record ReturnWindowOver(int Line, int Asked, int Possible) : OrderRejection;

    /// <summary>No unit of that serial was shipped for the line, or it is back, or promised to come back.</summary>
    public sealed record SerialNotOfLine(int Line, string Serial) : OrderRejection;

    /// <summary>The id stands for another return.</summary>
    public sealed record ReturnDiffers(string Return) : OrderRejection;

    public sealed record NoSuchReturn(string Return) : OrderRejection;

    /// <summary>The line's units are packed; they are given up only once they are taken out of their
    /// packages.</summary>
    /// <param name="Group">The number of the fulfilment order that packed them.</param>
    public sealed record UnitsPacked(int Line, int Group) : OrderRejection;

    /// <summary>The line is not as it was when its location was decided.</summary>
    public sealed record RoutingOutdated(int Line) : OrderRejection;
}
