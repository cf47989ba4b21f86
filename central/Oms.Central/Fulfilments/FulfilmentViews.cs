using System.Globalization;
using NodaTime;
using Oms.Central.Inventory;
using Oms.Central.Products;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Fulfilments;

/// <summary>A fulfilment order as the API shows it.</summary>
/// <param name="Due">The day for which it is promised; else the day on which it was opened, in UTC.</param>
/// <param name="Packed">Whether everything is in closed packages, so that it may leave.</param>
/// <param name="Hold">Why nobody works on it; null where somebody may.</param>
/// <param name="Until">When it is to be begun; null for now.</param>
/// <param name="NotReopened">Why it could not be packed anew when that was asked for last.</param>
/// <param name="SplitFrom">The fulfilment order that it was a part of; null where it was none.</param>
internal sealed record FulfilmentView(
    string Id,
    long Version,
    FulfilmentStatus Status,
    string Order,
    string Location,
    int Priority,
    LocalDate Due,
    Instant OpenedAt,
    bool Packed,
    FulfilmentHold? Hold,
    Instant? Until,
    string? Wave,
    string? NotReopened,
    string? SplitFrom,
    IReadOnlyList<FulfilmentLineView> Lines,
    IReadOnlyList<PackageView> Packages,
    IReadOnlyList<FulfilmentRoute> Routes,
    PickUpView? PickUp)
{
    public static FulfilmentView Of(string id, FulfilmentOrder order) => new(
        id,
        order.Revision,
        order.Status,
        order.Work!.Order,
        order.Work.Location,
        order.Work.Priority,
        DueOf(order),
        order.OpenedAt,
        order.Ready,
        order.Held,
        order.Until,
        order.Wave,
        order.NotReopened,
        order.Work.Apart is { } apart ? FulfilmentOrder.IdOf(order.Work.Order, apart.From) : null,
        [
            .. order.Lines.Select(line => new FulfilmentLineView(
                line.Line, line.Sku, line.Quantity, line.Open, line.Picked, line.Packed, line.Short, line.Cancelled,
                line.Dispatched, line.Band, line.InHand)),
        ],
        [.. order.Packages.Select(package => PackageView.Of(id, order, package))],
        order.Routes,
        PickUpView.Of(order.PickUp));

    public static LocalDate DueOf(FulfilmentOrder order) => order.Work!.Promise ?? order.OpenedAt.InUtc().Date;

    /// <summary>What lists are searched by: the order, the day on which it is due, and each package.</summary>
    public static string? SearchOf(FulfilmentOrder order) => order.Work is { } work
        ? string.Join(
            ' ',
            [work.Order.ToUpperInvariant(), DueTerm(DueOf(order)), .. order.Packages.Select(package => package.Sscc)])
        : null;

    /// <summary>The term by which what is due on a day is found.</summary>
    public static string DueTerm(LocalDate day) =>
        $"DUE:{day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)}";
}

/// <param name="Picked">Units that are picked and in no package.</param>
/// <param name="InHand">These, by lot.</param>
internal sealed record FulfilmentLineView(
    int Line,
    string Sku,
    int Quantity,
    int Open,
    int Picked,
    int Packed,
    int Short,
    int Cancelled,
    int Dispatched,
    TemperatureBand? Band,
    IReadOnlyList<PickedLot> InHand);

/// <summary>A package, and where it belongs.</summary>
/// <param name="Label">The label that was asked for last; null before the first.</param>
/// <param name="Routes">What took its units away; empty before.</param>
internal sealed record PackageView(
    string Sscc,
    PackageStatus Status,
    string FulfilmentOrder,
    string Order,
    string Location,
    long? Grams,
    UnitSize? Size,
    PackageLabel? Label,
    IReadOnlyList<PackedUnits> Content,
    IReadOnlyList<string> Routes)
{
    public static PackageView Of(string id, FulfilmentOrder of, Package package) => new(
        package.Sscc,
        package.Status,
        id,
        of.Work!.Order,
        of.Work.Location,
        package.Grams,
        package.Size,
        package.Label,
        package.Content,
        [.. package.Content.Select(units => units.Route).OfType<string>().Distinct(StringComparer.Ordinal)]);
}

internal sealed record FulfilmentReasonBody(string Reason);

internal sealed record ScheduleBody(Instant Until);

internal sealed record ShortPickBody(int Line, int Quantity, string Reason);

/// <param name="Grams">What it weighs; null where nobody has weighed it.</param>
/// <param name="Size">Its sides; null where nobody measured them.</param>
/// <param name="Override">Why it is right although it weighs more or less than it should; a supervisor's to
/// say.</param>
internal sealed record ClosePackageBody(long? Grams = null, UnitSize? Size = null, string? Override = null)
{
    /// <summary>The longest side.</summary>
    public const int SideMmMax = 100_000;
}

/// <summary>Units as somebody scanned or typed them.</summary>
/// <param name="Data">What the scanner gave; null where the rest is typed.</param>
/// <param name="Sku">The product; null where the code says it.</param>
/// <param name="Lot">The lot; null where the code says it.</param>
/// <param name="Serials">The units' serials; null where the code says it, or units have none.</param>
/// <param name="Quantity">How many such packs; 1 where it is left out.</param>
/// <param name="Bin">The bin that they were taken out of; null for whichever. Only for picks.</param>
internal sealed record ScannedUnitsBody(
    string? Data = null,
    string? Sku = null,
    string? Lot = null,
    IReadOnlyList<string>? Serials = null,
    int Quantity = 1,
    string? Bin = null);

/// <summary>A wave as the API shows it.</summary>
/// <param name="Left">Fulfilment orders that are not in it any more, with the reason.</param>
internal sealed record WaveView(
    string Id,
    long Version,
    WaveStatus Status,
    string Location,
    IReadOnlyList<string> Orders,
    IReadOnlyDictionary<string, string> Left,
    string? Picker)
{
    public static WaveView Of(string id, PickWave wave) =>
        new(id, wave.Revision, wave.Status, wave.Location!, wave.In, wave.Left, wave.Picker);
}

/// <param name="Size">How many fulfilment orders at most, 1 to <see cref="PickWave.OrdersMax"/>.</param>
/// <param name="Orders">Which; null for those that are due first.</param>
internal sealed record MakeWaveBody(
    string Wave, string Location, int Size = PickWave.OrdersMax, IReadOnlyList<string>? Orders = null);

/// <summary>What a picker is to take, in the order of the walk.</summary>
internal sealed record PickListView(string Wave, string Location, IReadOnlyList<PickStep> Steps);

/// <param name="Zone">The zone of the bin; null where it has none.</param>
/// <param name="Bin">Null where the units lie in no bin.</param>
/// <param name="Lot">The lot that expires first; null where too few units are there.</param>
internal sealed record PickStep(
    string? Zone,
    string? Bin,
    string Sku,
    string? Lot,
    LocalDate? Expires,
    int Quantity,
    string FulfilmentOrder,
    int Line);
