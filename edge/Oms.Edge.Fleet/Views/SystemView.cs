using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Edge.Fleet.Playing;

namespace Oms.Edge.Fleet.Views;

/// <summary>What one screen shows: read from the running system at one moment.</summary>
public sealed record SystemView(
    ClockView Clock,
    OrdersView Orders,
    IReadOnlyList<PlayBoard.Trip> Trips,
    IReadOnlyList<CheckOutView> CheckOuts,
    IReadOnlyList<ReeferView> Reefers,
    IReadOnlyList<DepotView> Depots,
    CentreView Centre)
{
    /// <summary>Where each depot's kiosk is, and the PIN there; null without kiosks.</summary>
    public string? Kiosks { get; init; }
}

/// <param name="Scale">Seconds that pass in one real second.</param>
public sealed record ClockView(Instant Now, double Scale);

/// <param name="ByState">How many orders are in each state, in the order of an order's life.</param>
/// <param name="Moves">The newest events, newest first.</param>
public sealed record OrdersView(
    IReadOnlyList<(string State, int Orders)> ByState, IReadOnlyList<OrderMove> Moves);

/// <param name="Times">How often it happened in a row, such as once for each line.</param>
public sealed record OrderMove(Instant At, string Order, string What, int Times = 1);

/// <param name="Done">Steps that are done.</param>
/// <param name="Missing">Steps that are not.</param>
public sealed record CheckOutView(
    string Id, string Depot, string Vehicle, string Dock, string State, IReadOnlyList<string> Done,
    IReadOnlyList<string> Missing, int Scans, int Excursions);

/// <param name="MilliC">The last return air; null before the first reading.</param>
/// <param name="Excursion">Whether it is in an excursion that has been called.</param>
public sealed record ReeferView(
    string Device, string Depot, int? MilliC, TemperatureBand? Band, bool Excursion, Instant? At);

/// <param name="Head">The newest record of the depot's log; null when the gateway does not answer.</param>
/// <param name="HighWater">The newest record that is durable at the centre.</param>
public sealed record DepotView(
    string Depot, long? Head, long? HighWater, string? ClockQuality, string Link, string Api, string Mqtt);

/// <param name="TreeSize">How many records the transparency log's newest checkpoint covers; null before the
/// first.</param>
/// <param name="RootHash">Its root hash, base64.</param>
/// <param name="Repeats">How many requests had to be repeated so far.</param>
public sealed record CentreView(
    string Api, string KeyFile, bool Answers, long? TreeSize, string? RootHash, long Repeats, int Kills);
