using System.Text.Json.Serialization;
using Oms.Central.Returns;

namespace Oms.Central.Orders;

/// <content>Units that come back from the customer.</content>
[JsonDerivedType(typeof(OrderCommand.RequestReturn), "request_return")]
[JsonDerivedType(typeof(OrderCommand.ReleaseReturn), "release_return")]
[JsonDerivedType(typeof(OrderCommand.BookReturn), "book_return")]
[JsonDerivedType(typeof(OrderCommand.RefuseReturnCredit), "refuse_return_credit")]
public abstract partial record OrderCommand
{
    /// <summary>Holds delivered units for a return, so that no other one has them too.</summary>
    public sealed record RequestReturn(ReturnRequest Request) : OrderCommand;

    /// <summary>Units of a return will not come: another may have them.</summary>
    /// <param name="Units">Which; null for all that are held.</param>
    public sealed record ReleaseReturn(string Return, IReadOnlyList<LineUnits>? Units, string Reason) : OrderCommand;

    /// <summary>Counts units that came and were inspected, and refunds them.</summary>
    /// <remarks>Its identity is return and reference: decided again it is already done.</remarks>
    /// <param name="CreditPermille">How much of what the policy refunds is refunded, 0 to 1 000.</param>
    public sealed record BookReturn(
        string Return,
        string Ref,
        int Line,
        string Lot,
        int Quantity,
        IReadOnlyList<string>? Serials,
        int CreditPermille) : OrderCommand;

    /// <summary>The store credit was not granted: the money goes back to the tenders.</summary>
    public sealed record RefuseReturnCredit(string Return, string Ref, string Reason) : OrderCommand;
}
