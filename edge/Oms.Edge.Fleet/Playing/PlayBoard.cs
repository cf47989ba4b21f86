using NodaTime;

namespace Oms.Edge.Fleet.Playing;

/// <summary>What the actors of the rounds under way say of themselves; for a view to read at any time.</summary>
/// <threadsafety>Any number of writers and readers at once.</threadsafety>
public sealed class PlayBoard
{
    private const int MovesMax = 64;

    private readonly Lock _gate = new();
    private readonly Queue<Move> _moves = new();
    private readonly SortedDictionary<string, Trip> _trips = new(StringComparer.Ordinal);

    /// <summary>Called for each move, in order; for plain output. Must not block.</summary>
    public Action<Move>? Told { get; init; }

    /// <summary>The newest moves, newest last; at most 64.</summary>
    public IReadOnlyList<Move> Moves
    {
        get
        {
            lock (_gate)
            {
                return [.. _moves];
            }
        }
    }

    /// <summary>Where each truck is, by vehicle.</summary>
    public IReadOnlyList<Trip> Trips
    {
        get
        {
            lock (_gate)
            {
                return [.. _trips.Values];
            }
        }
    }

    public void Tell(Instant at, string who, string what)
    {
        var move = new Move(at, who, what);
        lock (_gate)
        {
            _moves.Enqueue(move);
            if (_moves.Count > MovesMax)
            {
                _moves.Dequeue();
            }

            Told?.Invoke(move);
        }
    }

    /// <summary>Sets where a truck is; one that goes out again replaces its last trip.</summary>
    public void Set(Trip trip)
    {
        lock (_gate)
        {
            _trips[trip.Vehicle] = trip;
        }
    }

    /// <summary>Takes the trips of a route's vehicle off the board.</summary>
    public void Clear(string vehicle)
    {
        lock (_gate)
        {
            _trips.Remove(vehicle);
        }
    }

    public sealed record Move(Instant At, string Who, string What);

    /// <param name="Share">How much of the way is done, from 0 to 1.</param>
    public sealed record Trip(string Vehicle, string Route, string Depot, string Cargo, string Phase, double Share);
}
