using System.Text.Json.Serialization;
using Oms.Central.Pricing;

namespace Oms.Central.Orders;

/// <content>Drafts. <c>Expected</c> is the revision that the caller saw; null for any.</content>
[JsonDerivedType(typeof(OrderCommand.Draft), "draft")]
[JsonDerivedType(typeof(OrderCommand.Revise), "revise")]
[JsonDerivedType(typeof(OrderCommand.PlaceDraft), "place_draft")]
[JsonDerivedType(typeof(OrderCommand.Discard), "discard")]
[JsonDerivedType(typeof(OrderCommand.Recall), "recall")]
public abstract partial record OrderCommand
{
    /// <summary>Writes an order without placing it.</summary>
    public sealed record Draft(string Id, OrderTerms Terms) : OrderCommand;

    /// <param name="Terms">All terms, as they are from now on; channel and reference stay.</param>
    public sealed record Revise(OrderTerms Terms, long? Expected) : OrderCommand;

    /// <summary>Places the order as it is drafted.</summary>
    public sealed record PlaceDraft(long? Expected) : OrderCommand
    {
        /// <summary>What is to be checked before it goes on; null for nothing.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public OrderChecks? Checks { get; init; }

        /// <summary>Taxes and shipping, as the ports told them; null for an order without prices.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public PriceQuote? Quote { get; init; }

        /// <summary>Lines that suppliers send straight to the customer; null for none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<SuppliedLine>? Supplies { get; init; }
    }

    public sealed record Discard(string Reason, long? Expected) : OrderCommand;

    /// <summary>Asks only whether the same command, by its id, was carried out before; always refused
    /// otherwise.</summary>
    public sealed record Recall : OrderCommand;
}
