using System.Text.Json.Serialization;

namespace Oms.Central.Orders;

/// <content>What checks say before an order goes on.</content>
public abstract partial record OrderEvent
{
    /// <summary>How often the same customer ordered lately.</summary>
    /// <param name="Count">Other orders within the window.</param>
    /// <param name="SameAs">An earlier one of them with the same goods; null where there is none.</param>
    public sealed record RecentOrdersCounted(int Count, string? SameAs) : OrderEvent;

    /// <summary>A check found nothing wrong: its hold is released.</summary>
    public sealed record CheckPassed(HoldType Type, string Detail) : OrderEvent;

    /// <summary>A check found something: its hold stays until a person releases it.</summary>
    public sealed record CheckFailed(HoldType Type, string Reason) : OrderEvent;
}

/// <summary>What is to be checked before an order goes on.</summary>
/// <param name="Address">Whether the address is verified.</param>
/// <param name="Fraud">Whether the order is checked for fraud.</param>
/// <param name="Duplicates">Whether an order of the same goods within the window holds it.</param>
/// <param name="WindowMinutes">How far back the same customer's orders count, 1 to 43 200.</param>
public sealed record OrderChecks(bool Address, bool Fraud, bool Duplicates, int WindowMinutes)
{
    /// <summary>Whether earlier orders of the same customer matter.</summary>
    [JsonIgnore]
    public bool Remembers => Fraud || Duplicates;
}
