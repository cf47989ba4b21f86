using System.Text.Json.Serialization;

namespace Oms.Central.Orders;

/// <content>What is learned about an order before it goes on.</content>
[JsonDerivedType(typeof(OrderCommand.RecordRecent), "record_recent")]
[JsonDerivedType(typeof(OrderCommand.RecordCheck), "record_check")]
public abstract partial record OrderCommand
{
    /// <summary>Says how often the same customer ordered lately.</summary>
    /// <param name="Count">Other orders within the window, from 0.</param>
    /// <param name="SameAs">An earlier one of them with the same goods; null where there is none.</param>
    public sealed record RecordRecent(int Count, string? SameAs) : OrderCommand;

    /// <summary>Says what a check found.</summary>
    /// <param name="Round">What made the check necessary, as the hold has it: an answer about an address that was
    /// changed since counts for nothing.</param>
    /// <param name="Detail">What it rests on, or what is wrong.</param>
    public sealed record RecordCheck(HoldType Type, int Round, bool Passed, string Detail) : OrderCommand;
}
