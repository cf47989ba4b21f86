using NodaTime;

namespace Oms.Central.Orders;

/// <content>What was promised and is late, or may be.</content>
public abstract partial record OrderEvent
{
    /// <summary>A promise is late, or may be.</summary>
    /// <param name="Promise">The day that is promised.</param>
    /// <param name="Lines">Lines with units that may arrive too late.</param>
    /// <param name="Expected">When the last of them is expected; null where nobody knows.</param>
    /// <param name="Why">In words.</param>
    public sealed record PromiseAlerted(
        LocalDate Promise, PromiseAlertKind Kind, IReadOnlyList<int> Lines, LocalDate? Expected, string Why, Instant At)
        : OrderEvent;

    /// <summary>Nobody has to see to a promise any more that an alert was about.</summary>
    public sealed record PromiseAlertWithdrawn(LocalDate Promise, AlertEnd Cause) : OrderEvent;
}
