namespace Oms.Central.Orders;

/// <summary>Why an order may say no.</summary>
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
}
