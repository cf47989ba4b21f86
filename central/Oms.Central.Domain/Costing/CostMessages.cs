using System.Text.Json.Serialization;
using Oms.Central.Inventory;
using Oms.Finance;

namespace Oms.Central.Costing;

/// <summary>What a cost book can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(CostCommand.Receive), "receive")]
[JsonDerivedType(typeof(CostCommand.Issue), "issue")]
public abstract record CostCommand
{
    private CostCommand()
    {
    }

    /// <summary>Units came in from outside what the company owns.</summary>
    /// <param name="Ref">The movement: the same one again changes nothing.</param>
    /// <param name="UnitCost">What one of them cost; null where nobody says so.</param>
    /// <param name="Currency">The currency of a book that is new.</param>
    public sealed record Receive(string Ref, int Quantity, StockBucket From, Money? UnitCost, string Currency)
        : CostCommand;

    /// <summary>Units went out of what the company owns.</summary>
    /// <param name="Ref">The movement: the same one again changes nothing.</param>
    /// <param name="Currency">The currency of a book that is new.</param>
    public sealed record Issue(string Ref, int Quantity, StockBucket To, string Currency) : CostCommand;
}

/// <summary>What happened to a cost book. Stored for ever (<see cref="CostEvents"/>). All amounts are in minor units
/// of the event's currency, which is that of the book's first event.</summary>
public abstract record CostEvent
{
    private CostEvent()
    {
    }

    /// <summary>Units came in.</summary>
    /// <param name="Ref">The movement.</param>
    /// <param name="Fifo">What they are worth when those that came first go first.</param>
    /// <param name="Average">What they are worth by the moving average.</param>
    /// <param name="VarianceFifo">By how much units that went out before they came in, and are these ones, were booked
    /// too high; below zero for too low.</param>
    /// <param name="VarianceAverage">The same by the moving average.</param>
    /// <param name="From">Where they came from, outside what the company owns.</param>
    public sealed record CostReceived(
        string Ref,
        int Quantity,
        long Fifo,
        long Average,
        long VarianceFifo,
        long VarianceAverage,
        StockBucket From,
        string Currency) : CostEvent
    {
        /// <summary>What one of them cost; null where nobody said so in the currency of the book.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? UnitCost { get; init; }

        /// <summary>Null where they are booked at a cost of their own, or at the last known one.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public CostDoubt? Flag { get; init; }
    }

    /// <summary>Units went out.</summary>
    /// <param name="Ref">The movement.</param>
    /// <param name="Fifo">What they were worth when those that came first go first.</param>
    /// <param name="Average">What they were worth by the moving average.</param>
    /// <param name="To">Where they went, outside what the company owns.</param>
    public sealed record CostIssued(
        string Ref, int Quantity, long Fifo, long Average, StockBucket To, string Currency) : CostEvent
    {
        /// <summary>Null where they were booked at costs that are known.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public CostDoubt? Flag { get; init; }
    }
}

/// <summary>Why a cost book may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(CostRejection.QuantityInvalid), "quantity_invalid")]
[JsonDerivedType(typeof(CostRejection.CostInvalid), "cost_invalid")]
public abstract record CostRejection
{
    private CostRejection()
    {
    }

    public sealed record QuantityInvalid(int Min, int Max) : CostRejection;

    public sealed record CostInvalid(long Min, long Max) : CostRejection;
}
