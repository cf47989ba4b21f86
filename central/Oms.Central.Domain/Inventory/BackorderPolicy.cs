using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;

namespace Oms.Central.Inventory;

/// <summary>What becomes of a reservation for which too few units are there.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<BackorderMode>))]
public enum BackorderMode
{
    /// <summary>It is denied.</summary>
    Deny,

    /// <summary>It waits.</summary>
    Backorder,

    /// <summary>It waits, whatever is there, until the day of release; from then on it is a backorder.</summary>
    Preorder,
}

/// <summary>How many units may be sold before they are there, and when they are promised for.</summary>
/// <param name="Limit">Units that may wait at once, at least 0; promises that broke wait above it.</param>
/// <param name="PromiseDays">Days after which a backorder is promised; null for no promise.</param>
/// <param name="Release">The first day on which preordered units are promised to reservations; null but for
/// preorders.</param>
public sealed record BackorderPolicy(BackorderMode Mode, int Limit, int? PromiseDays, LocalDate? Release)
{
    /// <summary>What is wrong with it; null when nothing is.</summary>
    internal StockRejection.Invalid? Fault() =>
        Limit is < 0 or > StockItem.QuantityMax
            ? new("/limit", $"It must be from 0 to {StockItem.QuantityMax}.")
            : PromiseDays is < 0 or > StockItem.DaysMax
                ? new("/promise_days", $"It must be from 0 to {StockItem.DaysMax}.")
                : Mode == BackorderMode.Preorder && Release is null
                    ? new("/release", "A preorder needs the day of its release.")
                    : Mode != BackorderMode.Preorder && Release is not null
                        ? new("/release", "Only a preorder has a day of release.")
                        : null;

    /// <summary>The day for which a reservation that waits from today on is promised; null for none.</summary>
    internal LocalDate? PromiseFrom(LocalDate today) =>
        Mode == BackorderMode.Preorder ? Release : PromiseDays is { } days ? today.PlusDays(days) : null;
}
