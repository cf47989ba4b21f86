using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<
    Oms.Central.Capacity.CapacityEvent, Oms.Central.Capacity.CapacityRejection>;

namespace Oms.Central.Capacity;

/// <summary>Which orders a location sends on which day, so that there are never more than it can send.</summary>
/// <remarks>
/// An order takes a place for a day when it is decided that it leaves from there, and gives it back when it does not.
/// The place lasts once the order is released; then it is for that day, or, where that is over, for the next one with
/// room. Each order has one place at most. A limit that is lowered takes nobody's place.
/// </remarks>
/// <param name="Limit">Orders of one day; null where that is no limit.</param>
/// <param name="TimeZone">An id of the tz database: when a day is over.</param>
/// <param name="KeptFrom">Places of days before this one are forgotten.</param>
/// <param name="Places">By the order's id.</param>
public sealed record CapacityBook(
    long Revision,
    int? Limit,
    string TimeZone,
    LocalDate KeptFrom,
    ImmutableSortedDictionary<string, CapacityPlace> Places)
    : IEntity<CapacityBook, CapacityCommand, CapacityEvent, CapacityRejection>
{
    /// <summary>The kind in every book's address; the id is the location's, percent-escaped.</summary>
    public const string Kind = "capacity";

    /// <summary>Days that are looked ahead for room.</summary>
    public const int DaysMax = 366;

    /// <summary>For how many days after its own a place is remembered.</summary>
    private const int KeptDays = 7;

    private ImmutableSortedDictionary<LocalDate, int>? _taken;

    public static CapacityBook Initial { get; } = new(
        0, null, "UTC", LocalDate.MinIsoValue,
        ImmutableSortedDictionary.Create<string, CapacityPlace>(StringComparer.Ordinal));

    /// <summary>How many places of each day are taken.</summary>
    [JsonIgnore]
    public ImmutableSortedDictionary<LocalDate, int> Taken => _taken ??= Places.Values
        .GroupBy(place => place.On).ToImmutableSortedDictionary(day => day.Key, day => day.Count());

    /// <summary>Places of a day that are left; null where there is no limit.</summary>
    /// <returns>From 0.</returns>
    public int? Left(LocalDate day) => Limit is { } limit ? int.Max(0, limit - Taken.GetValueOrDefault(day)) : null;

    public static Decision Decide(CapacityBook state, CapacityCommand command, Instant now) =>
        command switch
        {
            CapacityCommand.SetLimit { Limit: < 0 } => Decision.Reject(new CapacityRejection.LimitBelowZero()),
            CapacityCommand.SetLimit c => (state.Limit, state.TimeZone) == (c.Limit, c.TimeZone)
                ? Decision.AlreadyDone
                : Decision.Accept(new CapacityEvent.LimitSet(c.Limit, c.TimeZone)),
            CapacityCommand.Hold c => state.Hold(c, now),
            CapacityCommand.Confirm c => state.Confirm(c, now),
            CapacityCommand.Release c => state.Places.TryGetValue(c.Order, out var place)
                ? Decision.Accept(new CapacityEvent.PlaceReleased(c.Order, place.On))
                : Decision.AlreadyDone,
            _ => throw new UnreachableException($"No such command: {command}."),
        };

    public static CapacityBook Evolve(CapacityBook state, CapacityEvent happened)
    {
        var next = state with { Revision = state.Revision + 1 };
        return happened switch
        {
            CapacityEvent.LimitSet e => next with { Limit = e.Limit, TimeZone = e.TimeZone },
            CapacityEvent.PlaceHeld e => next.Take(e.Order, new CapacityPlace(e.On, false), e.KeptFrom),
            CapacityEvent.PlaceRefused => next,
            CapacityEvent.PlaceConfirmed e => next.Take(e.Order, new CapacityPlace(e.On, true), e.KeptFrom),
            CapacityEvent.PlaceReleased e => next.Set(e.Order, null),
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
    }

    private Decision Hold(CapacityCommand.Hold c, Instant now) =>
        Places.GetValueOrDefault(c.Order) is { } place && place.On == c.On ? Decision.AlreadyDone
        : Left(c.On) is 0
            ? Decision.Accept(
            [
                .. Places.TryGetValue(c.Order, out var before)
                    ? [new CapacityEvent.PlaceReleased(c.Order, before.On)]
                    : Array.Empty<CapacityEvent>(),
                new CapacityEvent.PlaceRefused(c.Order, c.On),
            ])
        : Decision.Accept(new CapacityEvent.PlaceHeld(c.Order, c.On, Forgotten(now)));

    private Decision Confirm(CapacityCommand.Confirm c, Instant now)
    {
        var today = Today(now);
        var place = Places.GetValueOrDefault(c.Order);
        if (place is { Confirmed: true })
        {
            return Decision.AlreadyDone;
        }

        if (place is not null && place.On >= today)
        {
            return Decision.Accept(new CapacityEvent.PlaceConfirmed(c.Order, place.On, Forgotten(now)));
        }

        // Its day is over, or nobody remembers it: it is sent on the next day with room.
        var first = c.On > today ? c.On : today;
        for (var ahead = 0; ahead <= DaysMax; ahead++)
        {
            if (Left(first.PlusDays(ahead)) is not 0)
            {
                return Decision.Accept(
                    new CapacityEvent.PlaceConfirmed(c.Order, first.PlusDays(ahead), Forgotten(now)));
            }
        }

        return Decision.Accept(new CapacityEvent.PlaceRefused(c.Order, c.On));
    }

    private LocalDate Today(Instant now) => now.InZone(DateTimeZoneProviders.Tzdb[TimeZone]).Date;

    private LocalDate Forgotten(Instant now) => Today(now).PlusDays(-KeptDays);

    private CapacityBook Take(string order, CapacityPlace place, LocalDate keptFrom)
    {
        if (keptFrom <= KeptFrom)
        {
            return Set(order, place);
        }

        var old = Places.Where(each => each.Value.On < keptFrom).Select(each => each.Key).ToList();
        return (this with { KeptFrom = keptFrom, Places = Places.RemoveRange(old), _taken = null }).Set(order, place);
    }

    private CapacityBook Set(string order, CapacityPlace? place)
    {
        var taken = Taken;
        if (Places.TryGetValue(order, out var before))
        {
            taken = taken.SetItem(before.On, taken[before.On] - 1);
        }

        return this with
        {
            Places = place is null ? Places.Remove(order) : Places.SetItem(order, place),
            _taken = place is null ? taken : taken.SetItem(place.On, taken.GetValueOrDefault(place.On) + 1),
        };
    }
}

/// <summary>An order's place.</summary>
/// <param name="On">The day, in the location's own time.</param>
/// <param name="Confirmed">Whether the order is released.</param>
public sealed record CapacityPlace(LocalDate On, bool Confirmed);
