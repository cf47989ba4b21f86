using System.Text.Json.Serialization;

namespace Oms.Central.Orders;

/// <content>Changes after the placing. <c>Expected</c> is the revision that the caller saw; null for any.</content>
[JsonDerivedType(typeof(OrderCommand.ProposeChange), "propose_change")]
[JsonDerivedType(typeof(OrderCommand.ConfirmChange), "confirm_change")]
[JsonDerivedType(typeof(OrderCommand.DeclineChange), "decline_change")]
[JsonDerivedType(typeof(OrderCommand.ExpireChange), "expire_change")]
public abstract partial record OrderCommand
{
    /// <summary>Proposes a change; what it adds is held for it until it is confirmed, declined or over.</summary>
    public sealed record ProposeChange(ChangeWish Wish, string By, long? Expected) : OrderCommand;

    public sealed record ConfirmChange(int Number, string By, long? Expected) : OrderCommand;

    public sealed record DeclineChange(int Number, string Reason, string By, long? Expected) : OrderCommand;

    /// <summary>The time of a change is over.</summary>
    public sealed record ExpireChange(int Number) : OrderCommand;
}
