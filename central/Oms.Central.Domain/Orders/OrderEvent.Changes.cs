using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Customers;

namespace Oms.Central.Orders;

/// <content>Changes of an order after it was placed.</content>
public abstract partial record OrderEvent
{
    /// <summary>A change is proposed: what it adds is asked for at the stock items, what it takes away stays until it
    /// is confirmed.</summary>
    /// <param name="ExpiresAt">When it ends by itself.</param>
    public sealed record ChangeProposed(
        int Number,
        IReadOnlyList<LineCut> Cuts,
        IReadOnlyList<AddedLine> Added,
        Instant ProposedAt,
        Instant ExpiresAt,
        string Reason,
        string By) : OrderEvent
    {
        /// <summary>Where the order is to go instead; null where that stays.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public OrderDestination? Destination { get; init; }

        /// <summary>What the lines cost that it adds, or that get other taxes; null where it prices nothing
        /// anew.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public ChangePrices? Prices { get; init; }

        /// <summary>How what is owed in addition is paid; null for as the order was paid so far.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Tender? Tender { get; init; }
    }

    public sealed record ChangeConfirmed(int Number, string By) : OrderEvent;

    public sealed record ChangeDeclined(int Number, string Reason, string By) : OrderEvent;

    public sealed record ChangeExpired(int Number) : OrderEvent;
}

/// <summary>Units that a change takes from a line.</summary>
public sealed record LineCut(int Line, int Quantity);

/// <summary>A line that a change adds.</summary>
/// <param name="AddsTo">The line that it adds units to; null for a line of its own.</param>
public sealed record AddedLine(int Line, OrderedLine Item, int? AddsTo)
{
    /// <summary>The supplier that sends it straight to the customer; null where it leaves from stock.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LineSupply? Supply { get; init; }
}

/// <summary>Who gets the order, and where.</summary>
/// <param name="Customer">Only the country where <paramref name="Sealed"/> is set.</param>
/// <param name="Sealed">Name and address, encrypted with a registered customer's key.</param>
public sealed record OrderDestination(Customer Customer, SealedProfile? Sealed);
