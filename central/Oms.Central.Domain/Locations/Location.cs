using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Central.Orders;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Locations.LocationEvent, Oms.Central.Locations.LocationRejection>;

namespace Oms.Central.Locations;

/// <summary>A place where stock is, or goes through.</summary>
/// <param name="Id">Null while there is no such location.</param>
/// <param name="Bins">By their codes.</param>
public sealed record Location(
    long Revision,
    LocationStatus Status,
    string? Id,
    LocationTerms? Terms,
    ImmutableSortedDictionary<string, Bin> Bins)
    : IEntity<Location, LocationCommand, LocationEvent, LocationRejection>
{
    /// <summary>The kind in every location's address; the id is the location's, percent-escaped.</summary>
    public const string Kind = "location";

    /// <summary>Bins of one location; a larger place is several locations.</summary>
    public const int BinsMax = 2_000;

    /// <summary>What keeps it from sending anything; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocationDisruption? Disruption { get; init; }

    /// <summary>What keeps it from sending anything at a moment; null for nothing.</summary>
    public string? DisruptedBy(Instant now) =>
        Disruption is { } known && !(known.Until <= now) ? known.Reason : null;

    private const int CodeMax = 32;
    private const int ZoneMax = 64;

    public static Location Initial { get; } = new(
        0,
        LocationStatus.Absent,
        null,
        null,
        ImmutableSortedDictionary.Create<string, Bin>(StringComparer.Ordinal));

    public static Decision Decide(Location state, LocationCommand command, Instant now) =>
        (state.Status, command) switch
        {
            (_, LocationCommand.LoadFromShelf) => state.Terms?.Fulfilment is null
                ? Decision.AlreadyDone
                : Decision.Reject(new LocationRejection.PicksAndPacks()),
            (_, LocationCommand.Define { Terms: var terms }) when terms.Fault() is { } fault => Decision.Reject(fault),
            (LocationStatus.Absent, LocationCommand.Define c) =>
                Decision.Accept(new LocationEvent.LocationDefined(c.Location, c.Terms)),
            (_, LocationCommand.Define c) => c.Terms.IsSameAs(state.Terms!)
                ? Decision.AlreadyDone
                : Decision.Reject(new LocationRejection.Differs()),
            (LocationStatus.Absent, _) => Decision.Reject(new LocationRejection.NoSuchLocation()),
            _ when command is IExpectsRevision { Expected: { } expected } && expected != state.Revision =>
                Decision.Reject(new LocationRejection.StaleRevision(expected, state.Revision)),

            (_, LocationCommand.Revise { Terms: var terms }) when terms.Fault() is { } fault => Decision.Reject(fault),
            (_, LocationCommand.Revise c) when c.Terms.IsSameAs(state.Terms!) => Decision.AlreadyDone,
            (_, LocationCommand.Revise c) => Decision.Accept(new LocationEvent.LocationRevised(c.Terms)),

            (_, LocationCommand.Close c) when !OrderTerms.IsName(c.Reason) => Decision.Reject(
                new LocationRejection.InvalidTerms("/reason", "It must have 1 to 64 characters.")),
            (LocationStatus.Open, LocationCommand.Close c) =>
                Decision.Accept(new LocationEvent.LocationClosed(c.Reason)),
            (LocationStatus.Closed, LocationCommand.Reopen) => Decision.Accept(new LocationEvent.LocationReopened()),

            (_, LocationCommand.Disrupt c) => state.Disrupt(c, now),
            (_, LocationCommand.Restore) when state.Disruption is not null =>
                Decision.Accept(new LocationEvent.DisruptionEnded()),

            (_, LocationCommand.SetBin { Bin: var bin }) when FaultOf(bin) is { } fault => Decision.Reject(fault),
            (_, LocationCommand.SetBin c) when state.Bins.Count >= BinsMax && !state.Bins.ContainsKey(c.Bin.Code) =>
                Decision.Reject(new LocationRejection.TooManyBins(BinsMax)),
            (_, LocationCommand.SetBin c) when state.Bins.TryGetValue(c.Bin.Code, out var known)
                && WrittenForm.IsSame(known, c.Bin, LocationJson.Default.Bin) => Decision.AlreadyDone,
            (_, LocationCommand.SetBin c) => Decision.Accept(new LocationEvent.BinSet(c.Bin)),
            (_, LocationCommand.RemoveBin c) when state.Bins.ContainsKey(c.Code) =>
                Decision.Accept(new LocationEvent.BinRemoved(c.Code)),
            _ => Decision.AlreadyDone,
        };

    public static Location Evolve(Location state, LocationEvent happened)
    {
        var next = state with { Revision = state.Revision + 1 };
        return happened switch
        {
            LocationEvent.LocationDefined e => next with
            {
                Status = LocationStatus.Open,
                Id = e.Location,
                Terms = e.Terms,
            },
            LocationEvent.LocationRevised e => next with { Terms = e.Terms },
            LocationEvent.LocationClosed => next with { Status = LocationStatus.Closed },
            LocationEvent.LocationReopened => next with { Status = LocationStatus.Open },
            LocationEvent.LocationDisrupted e => next with
            {
                Disruption = new LocationDisruption(e.Reason, e.Since, e.Until),
            },
            LocationEvent.DisruptionEnded => next with { Disruption = null },
            LocationEvent.BinSet e => next with { Bins = state.Bins.SetItem(e.Bin.Code, e.Bin) },
            LocationEvent.BinRemoved e => next with { Bins = state.Bins.Remove(e.Code) },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
    }

    private Decision Disrupt(LocationCommand.Disrupt c, Instant now) =>
        !OrderTerms.IsName(c.Reason)
            ? Decision.Reject(new LocationRejection.InvalidTerms("/reason", "It must have 1 to 64 characters."))
        : c.Until <= now ? Decision.Reject(new LocationRejection.InvalidTerms("/until", "It is over already."))
        : Disruption is { } known && (known.Reason, known.Until) == (c.Reason, c.Until) ? Decision.AlreadyDone
        : Decision.Accept(new LocationEvent.LocationDisrupted(c.Reason, now, c.Until));

    private static LocationRejection.InvalidTerms? FaultOf(Bin bin) =>
        bin.Code.Length is < 1 or > CodeMax || bin.Code.Any(char.IsControl)
            ? new("/code", $"It must have 1 to {CodeMax} characters, none a control character.")
        : bin.Zone is { } zone && (zone.Length is < 1 or > ZoneMax || zone.Any(char.IsControl))
            ? new("/zone", $"It must have 1 to {ZoneMax} characters, none a control character.")
        : bin.Units < 0 ? new("/units", "It must not be negative.")
        : bin.Grams < 0 ? new("/grams", "It must not be negative.")
        : bin.Millilitres < 0 ? new("/millilitres", "It must not be negative.")
        : bin.Band is { } band && band.MinMilliC > band.MaxMilliC
            ? new("/band", "The lowest temperature is above the highest.")
        : LocationTerms.AreHazards(bin.HazardClasses) ? null
        : new("/hazard_classes", LocationTerms.HazardRule);
}
