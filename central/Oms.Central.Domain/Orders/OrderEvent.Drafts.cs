using NodaTime;

namespace Oms.Central.Orders;

/// <content>Drafts: orders that are written but not placed.</content>
public abstract partial record OrderEvent
{
    public sealed record OrderDrafted(string Id, OrderTerms Terms, Instant DraftedAt) : OrderEvent;

    public sealed record DraftRevised(OrderTerms Terms) : OrderEvent;

    public sealed record DraftDiscarded(string Reason) : OrderEvent;
}
