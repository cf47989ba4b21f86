using NodaTime;
using Oms.Central.Orders;

namespace Oms.Central.Reports;

/// <summary>How long a stage took of those that left it; times in whole seconds.</summary>
/// <param name="Kind"><c>order</c> or <c>fulfilment-order</c>.</param>
/// <param name="Location">Null where all locations are told together.</param>
/// <param name="Day">On which it was left, in UTC; null where all days are told together.</param>
/// <param name="P50Seconds">Never less than it is, and at most 6.25 % more; likewise the others.</param>
/// <param name="MaxSeconds">The longest, exactly.</param>
internal sealed record DwellView(
    string Kind,
    DwellStage Stage,
    string? Location,
    LocalDate? Day,
    long Count,
    long P50Seconds,
    long P90Seconds,
    long P99Seconds,
    long MaxSeconds)
{
    public static DwellView Of(DwellRow row, bool byLocation, bool byDay) => new(
        row.Kind,
        row.Stage,
        byLocation ? row.Location : null,
        byDay ? NodaTime.Text.LocalDatePattern.Iso.Parse(row.Day).Value : null,
        row.Count,
        row.Quantile(500),
        row.Quantile(900),
        row.Quantile(990),
        row.Longest);
}

/// <param name="From">The first day; the last is <paramref name="To"/>.</param>
internal sealed record DwellReport(LocalDate From, LocalDate To, IReadOnlyList<DwellView> Items);

/// <summary>What stands where, and where it takes longer than it did.</summary>
/// <param name="Bottleneck">The stage whose time grew most; null where none grew, or too little is known.</param>
/// <param name="Waiting">Those that stand in it longest, up to 20.</param>
internal sealed record BottleneckReport(
    LocalDate From,
    LocalDate To,
    IReadOnlyList<StageView> Stages,
    StageView? Bottleneck,
    IReadOnlyList<StandingView> Waiting);

/// <param name="Now">How many stand there.</param>
/// <param name="OldestSeconds">For how long the oldest of them has; null where none stands there.</param>
/// <param name="P90Seconds">Of those that left it in the time of the report; null where fewer than 20 did.</param>
/// <param name="P90SecondsBefore">The same of as many days before.</param>
/// <param name="GrowthPermille">How much longer it takes; below 0 where it is faster. Null where that is not
/// known.</param>
internal sealed record StageView(
    string Kind,
    DwellStage Stage,
    long Now,
    long? OldestSeconds,
    long? P90Seconds,
    long? P90SecondsBefore,
    long? GrowthPermille);

/// <summary>Something that stands in a stage.</summary>
internal sealed record StandingView(string Id, string Location, Instant Since, long Seconds);

/// <summary>An order of which a promise may not be kept.</summary>
/// <param name="Risk">That of its worst line.</param>
internal sealed record PromiseRiskView(
    string Order,
    string Channel,
    string ExternalRef,
    PromiseRisk Risk,
    LocalDate Promise,
    LocalDate? Expected,
    IReadOnlyList<LineOutlook> Lines)
{
    public static PromiseRiskView Of(Order order, IReadOnlyList<LineOutlook> lines)
    {
        var worst = lines.OrderByDescending(line => line.Risk).ThenBy(line => line.Promise).First();
        return new PromiseRiskView(
            order.Id, order.Terms!.Channel, order.Terms.ExternalRef, worst.Risk, worst.Promise,
            lines.Any(line => line.Expected is null) ? null : lines.Max(line => line.Expected), lines);
    }
}

/// <summary>How many orders and lines were on time in full.</summary>
/// <param name="AsOf">What was known at that moment.</param>
internal sealed record OtifReport(
    LocalDate From, LocalDate To, Instant AsOf, OtifView Total, IReadOnlyList<OtifView> Items);

/// <param name="Day">The promised day; null where all are told together, likewise the others.</param>
/// <param name="OrdersPermille">Null where there is none.</param>
internal sealed record OtifView(
    LocalDate? Day,
    string? Location,
    string? Channel,
    string? Customer,
    long Orders,
    long OrdersKept,
    long? OrdersPermille,
    long Lines,
    long LinesKept,
    long? LinesPermille)
{
    /// <param name="by">Columns that are told apart.</param>
    public static OtifView Of(OtifRow row, IReadOnlyList<string> by) => new(
        by.Contains("promised") ? NodaTime.Text.LocalDatePattern.Iso.Parse(row.Day).Value : null,
        by.Contains("location") ? row.Location : null,
        by.Contains("channel") ? row.Channel : null,
        by.Contains("customer") ? row.Customer : null,
        row.Orders,
        row.OrdersKept,
        Permille(row.OrdersKept, row.Orders),
        row.Lines,
        row.LinesKept,
        Permille(row.LinesKept, row.Lines));

    /// <summary>A share, rounded down: all is only all.</summary>
    public static long? Permille(long part, long of) => of == 0 ? null : part * 1_000 / of;
}
