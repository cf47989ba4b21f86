using Oms.Entities;

namespace Oms.Simulation.Tests;

/// <summary>What people, devices and depots were told is done.</summary>
internal sealed class Promises
{
    private readonly SortedDictionary<string, long> _highWater = new(StringComparer.Ordinal);

    /// <summary>Commands that a depot accepted.</summary>
    public List<DepotPromise> AtDepots { get; } = [];

    /// <summary>Requests that the centre answered with a position.</summary>
    public List<CentrePromise> AtCentre { get; } = [];

    /// <summary>Commands that a depot refused: they must have no effect.</summary>
    public List<DepotPromise> RefusedAtDepots { get; } = [];

    /// <summary>What became of each line of each route, by what the drivers did.</summary>
    public List<LineFact> Lines { get; } = [];

    /// <summary>Stock that the office received at the warehouse.</summary>
    public List<Receipt> Received { get; } = [];

    /// <summary>How each check-out ended, by its id.</summary>
    public SortedDictionary<string, RouteScript> Ended { get; } = new(StringComparer.Ordinal);

    /// <summary>Up to which record the centre said that it has a depot's log.</summary>
    public IReadOnlyDictionary<string, long> HighWaters => _highWater;

    public void HighWater(string depot, long seq) =>
        _highWater[depot] = Math.Max(_highWater.GetValueOrDefault(depot), seq);
}

internal sealed record DepotPromise(string Depot, EntityAddress Address, CommandId Id, string What);

/// <param name="Id">What the answer says was changed.</param>
internal sealed record CentrePromise(string Position, string Id, string What);

/// <summary>What a driver told about units of one lot, and how many of them were scanned at the dock.</summary>
internal sealed record LineFact(
    string CheckOut,
    RouteScript Route,
    string Order,
    int Line,
    string Sku,
    string Lot,
    int Delivered,
    int Short,
    int Refused,
    int Damaged,
    int Scanned);
