using System.Text.Json.Serialization;
using Oms.Central.Returns;
using Oms.Finance;

namespace Oms.Central.Orders;

/// <content>Units that came back from the customer.</content>
public abstract partial record OrderEvent
{
    /// <summary>Delivered units are held for a return.</summary>
    public sealed record ReturnRequested(ReturnRequest Request, IReadOnlyList<ReturnableLine> Lines) : OrderEvent;

    /// <summary>Units that were held for a return will not come.</summary>
    public sealed record ReturnReleased(string Return, IReadOnlyList<LineUnits> Units, string Reason) : OrderEvent;

    /// <summary>Units came back.</summary>
    /// <param name="Ref">The inspection's reference within the return.</param>
    /// <param name="Retained">What of their price stays owed, or is given as store credit; minor units.</param>
    public sealed record LineReturned(
        string Return, string Ref, int Line, IReadOnlyList<UnitsBack> Units, long Retained) : OrderEvent
    {
        /// <summary>What is refunded; null in an order without prices.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Money? Refund { get; init; }

        /// <summary>What of it becomes store credit; null for nothing.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Money? Credit { get; init; }

        /// <summary>Whose store credit; null where there is none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Account { get; init; }
    }

    /// <summary>The store credit was not granted: the money goes back to the tenders.</summary>
    public sealed record ReturnCreditRefused(string Return, string Ref, int Line, Money Credit, string Reason)
        : OrderEvent;
}
