using System.Text.Json.Serialization;
using Oms.Central.Payments;
using Oms.Finance;

namespace Oms.Central.Orders;

/// <content>What an order can be asked about its money.</content>
[JsonDerivedType(typeof(OrderCommand.AddTender), "add_tender")]
[JsonDerivedType(typeof(OrderCommand.RecordPayment), "record_payment")]
[JsonDerivedType(typeof(OrderCommand.EndTender), "end_tender")]
[JsonDerivedType(typeof(OrderCommand.RecordAskRefused), "record_ask_refused")]
[JsonDerivedType(typeof(OrderCommand.DecideChargeBlock), "decide_charge_block")]
[JsonDerivedType(typeof(OrderCommand.RetryMoney), "retry_money")]
[JsonDerivedType(typeof(OrderCommand.RecordBill), "record_bill")]
[JsonDerivedType(typeof(OrderCommand.RecordDispute), "record_dispute")]
public abstract partial record OrderCommand
{
    /// <summary>Gives one more way in which the order is paid, for what no other covers.</summary>
    public sealed record AddTender(Tender Tender, long? Expected) : OrderCommand;

    /// <summary>A tender's payment says what became of a transaction.</summary>
    /// <remarks>Its identity is tender, number and status: decided again it is already done.</remarks>
    /// <param name="Ref">What it is called there; null where the number says which one it is.</param>
    public sealed record RecordPayment(
        int Tender,
        int Number,
        TransactionKind Kind,
        string? Ref,
        Money Amount,
        TransactionStatus Status,
        string? Reason) : OrderCommand;

    /// <summary>A tender's authorisation ended by itself.</summary>
    public sealed record EndTender(int Tender) : OrderCommand;

    /// <summary>A tender's payment says that a bank took money back, or how that was decided.</summary>
    /// <remarks>Its identity is tender, number and status: decided again it is already done.</remarks>
    /// <param name="Ref">The bank's or provider's number of it.</param>
    /// <param name="Amount">What of it had not gone back already; from 0.</param>
    public sealed record RecordDispute(int Tender, string Ref, Money Amount, DisputeStatus Status) : OrderCommand;

    /// <summary>The payment did not take what the order asked for.</summary>
    public sealed record RecordAskRefused(int Tender, string Ref, string Reason) : OrderCommand;

    /// <summary>Decides who pays for units whose custody went wrong.</summary>
    /// <param name="Refund">Whether the customer does not pay for them.</param>
    public sealed record DecideChargeBlock(
        int Line, string Kind, string Evidence, bool Refund, string Reason, string By, long? Expected) : OrderCommand;

    /// <summary>A bill has the number of its series.</summary>
    public sealed record RecordBill(int Bill, string Document) : OrderCommand;

    /// <summary>Lets captures and refunds that failed be asked for again.</summary>
    public sealed record RetryMoney(string Reason, string By, long? Expected) : OrderCommand;
}
