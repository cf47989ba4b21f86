using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Orders;

/// <content>What was promised and is late, or may be.</content>
[JsonDerivedType(typeof(OrderCommand.RaisePromiseAlert), "raise_promise_alert")]
public abstract partial record OrderCommand
{
    /// <summary>A promise of the order is late, or may be.</summary>
    /// <remarks>Said again of the same promise it is already done; so is one that nothing of the order has any
    /// more.</remarks>
    /// <param name="Promise">The day that is promised.</param>
    /// <param name="Lines">Lines with units that may arrive too late.</param>
    /// <param name="Expected">When the last of them is expected; null where nobody knows.</param>
    /// <param name="Why">In words.</param>
    public sealed record RaisePromiseAlert(
        LocalDate Promise, PromiseAlertKind Kind, IReadOnlyList<int> Lines, LocalDate? Expected, string Why)
        : OrderCommand;
}
