using System.Text.Json.Serialization;
using Oms.Finance;

namespace Oms.Central.Orders;

/// <content>Changes after the placing. <c>Expected</c> is the revision that the caller saw; null for any.</content>
[JsonDerivedType(typeof(OrderCommand.ProposeChange), "propose_change")]
[JsonDerivedType(typeof(OrderCommand.ConfirmChange), "confirm_change")]
[JsonDerivedType(typeof(OrderCommand.DeclineChange), "decline_change")]
[JsonDerivedType(typeof(OrderCommand.ExpireChange), "expire_change")]
public abstract partial record OrderCommand
{
    /// <summary>Proposes a change; what it adds is held for it until it is confirmed, declined or over.</summary>
    public sealed record ProposeChange(ChangeWish Wish, string By, long? Expected) : OrderCommand
    {
        /// <summary>Taxes and shipping of what it prices; null where it prices nothing.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public ChangeQuote? Quote { get; init; }
    }

    public sealed record ConfirmChange(int Number, string By, long? Expected) : OrderCommand
    {
        /// <summary>The most that the order may owe on invoices and in cash together, by whoever confirms it; null for
        /// any amount.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Money? Limit { get; init; }
    }

    public sealed record DeclineChange(int Number, string Reason, string By, long? Expected) : OrderCommand;

    /// <summary>The time of a change is over.</summary>
    public sealed record ExpireChange(int Number) : OrderCommand;
}
