using NodaTime;
using Oms.Central.Access;
using Oms.Central.Capacity;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Entities;

namespace Oms.Central.Locations;

/// <summary>Locations over HTTP.</summary>
internal static class LocationEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        var locations = new EntityRoutes<Location, LocationCommand, LocationEvent, LocationRejection>(
            routes, node, writes, node.Locations, "/locations", Location.Kind, StockItemId.IsLocation,
            location => location.Revision, Explain);
        locations.Create(
            "Define a location", CentralJson.Default.DefineLocationBody, body => body.Id,
            body => new LocationCommand.Define(body.Id, body.Terms));
        locations.Command(
            "/revise", "Give a location other terms", CentralJson.Default.ReviseLocationBody,
            (body, _, expected) => new LocationCommand.Revise(body.Terms, expected));
        locations.Command(
            "/close", "Use a location no longer", CentralJson.Default.LocationReasonBody,
            (body, _, expected) => new LocationCommand.Close(body.Reason, expected));
        locations.Command(
            "/reopen", "Use a location again", CentralJson.Default.EmptyBody,
            (_, _, expected) => new LocationCommand.Reopen(expected));
        locations.Command(
            "/disrupt", "Say that a location sends nothing", CentralJson.Default.DisruptBody,
            (body, _, expected) => new LocationCommand.Disrupt(body.Reason, body.Until, expected));
        locations.Command(
            "/restore", "Say that a location sends again", CentralJson.Default.EmptyBody,
            (_, _, expected) => new LocationCommand.Restore(expected));
        locations.Command(
            "/bins", "Set up a bin", CentralJson.Default.Bin,
            (body, _, expected) => new LocationCommand.SetBin(body, expected));
        locations.Command(
            "/bins/{code}/remove", "Remove a bin", CentralJson.Default.EmptyBody,
            (_, context, expected) =>
                new LocationCommand.RemoveBin($"{context.Request.RouteValues["code"]}", expected));
        locations.List(
            "List locations", CentralJson.Default.ListBodyLocationView, LocationJson.Default.Location, "status", "kind",
            LocationView.Of);
        _ = routes.Get<CapacityView>(
            "/locations/{id}/capacity", ApiScope.Read, "How many orders a location can still send on which day",
            async context =>
            {
                if (await locations.FindAsync(context) is not { Terms: { } terms } location)
                {
                    return locations.Missing();
                }

                var book = (await node.Capacities.ReadAsync(
                    CentralNode.Address(CapacityBook.Kind, EntityAddress.Join(location.Id!)),
                    context.RequestAborted)).State;
                return Lists.Ok(
                    CapacityView.Of(location.Id!, terms, book, node.Clock.GetCurrentInstant()),
                    CentralJson.Default.CapacityView);
            }).ReadsOneEntity();
        locations.Read("Read a location", CentralJson.Default.LocationDetailView, LocationDetailView.Of);
    }

    /// <summary>What lists are searched by.</summary>
    public static string SearchOf(Location location) =>
        string.Join(
            '\n',
            location.Id,
            location.Terms?.Name,
            location.Terms?.Gln,
            location.Terms?.Address?.City,
            Routing.RoutingWorker.TermOf(location)).ToUpperInvariant();

    private static Answer Explain(LocationRejection rejection) =>
        rejection switch
        {
            LocationRejection.NoSuchLocation => Problems.NotFound("such location"),
            LocationRejection.Differs => Problems.Of(
                409, "id-taken", "The id stands for a location with other terms; revise it instead."),
            LocationRejection.StaleRevision r => Preconditions.Failed(r.Current),
            LocationRejection.InvalidTerms r => Problems.Invalid(r.Field, r.Reason),
            LocationRejection.PicksAndPacks => Problems.Of(
                409, "illegal-transition", "Nothing leaves it but in packages."),
            LocationRejection.TooManyBins r => Problems.Of(
                409, "capacity-exhausted", $"A location has up to {r.Max} bins; make a location of each part of it."),
            _ => throw new System.Diagnostics.UnreachableException($"No problem document for {rejection}."),
        };
}

/// <param name="Limit">Orders of one day; null where that is no limit.</param>
/// <param name="Days">The next days on which it works, and others that places are taken of.</param>
internal sealed record CapacityView(string Location, int? Limit, string TimeZone, IReadOnlyList<CapacityDayView> Days)
{
    private const int DaysShown = 14;

    public static CapacityView Of(string location, LocationTerms terms, CapacityBook book, Instant now)
    {
        var today = now.InZone(DateTimeZoneProviders.Tzdb[terms.TimeZone]).Date;
        var days = Enumerable.Range(0, DaysShown).Select(today.PlusDays).Where(terms.WorksOn)
            .Union(book.Taken.Where(day => day.Value > 0 && day.Key >= today).Select(day => day.Key));
        return new CapacityView(
            location,
            terms.DailyOrders,
            terms.TimeZone,
            [
                .. from day in days.Order()
                   let places = book.Places.Values.Where(place => place.On == day).ToList()
                   select new CapacityDayView(
                       day,
                       places.Count(place => !place.Confirmed),
                       places.Count(place => place.Confirmed),
                       terms.DailyOrders is { } limit ? int.Max(0, limit - places.Count) : null),
            ]);
    }
}

/// <param name="Held">Places of orders that are not released.</param>
/// <param name="Confirmed">Places of those that are.</param>
/// <param name="Left">Places that are left; null where there is no limit.</param>
internal sealed record CapacityDayView(LocalDate On, int Held, int Confirmed, int? Left);

internal sealed record DefineLocationBody(string Id, LocationTerms Terms);

internal sealed record ReviseLocationBody(LocationTerms Terms);

internal sealed record LocationReasonBody(string Reason);

/// <param name="Until">When it is over by itself; null for once somebody says so.</param>
internal sealed record DisruptBody(string Reason, Instant? Until = null);

/// <summary>A location as lists show it.</summary>
/// <param name="Bins">How many bins it has.</param>
internal sealed record LocationView(string Id, long Version, LocationStatus Status, int Bins, LocationTerms Terms)
{
    /// <summary>What keeps it from sending anything; null for nothing.</summary>
    public LocationDisruption? Disruption { get; init; }

    public static LocationView Of(Location location) =>
        new(location.Id!, location.Revision, location.Status, location.Bins.Count, location.Terms!)
        {
            Disruption = location.Disruption,
        };
}

/// <summary>A location with its bins.</summary>
internal sealed record LocationDetailView(
    string Id, long Version, LocationStatus Status, LocationTerms Terms, IReadOnlyList<Bin> Bins)
{
    /// <summary>What keeps it from sending anything; null for nothing.</summary>
    public LocationDisruption? Disruption { get; init; }

    public static LocationDetailView Of(Location location) =>
        new(location.Id!, location.Revision, location.Status, location.Terms!, [.. location.Bins.Values])
        {
            Disruption = location.Disruption,
        };
}
