using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>The places that the order has at locations which send only so many orders a day.</content>
/// <remarks>
/// A place is asked for with the decision that units leave from a location, and given back when none do any more. The
/// order is released once it has all its places, and nothing is loaded where it has none yet; then they last.
/// </remarks>
public sealed partial record Order
{
    /// <summary>One for each location with a limit; null where it was given none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableList<OrderPlace>? Places { get; init; }

    /// <summary>Whether no place is asked for, nor another one looked for because a day was full.</summary>
    private bool HasAllPlaces => Places is null
        || (Places.TrueForAll(place => place.Stage != PlaceStage.Asked) && !Lines.Exists(HasNoPlace));

    private bool MayLeave(OrderLine line) => Places is null
        || !(HasNoPlace(line)
            || Places.Exists(place => place.Location == LocationOf(line) && place.Stage == PlaceStage.Asked));

    private static bool HasNoPlace(OrderLine line) =>
        line is { Route.Due: LineRoute.Capacity, Cancellable: > 0 };

    private Decision RecordPlace(OrderCommand.RecordPlace c)
    {
        var place = Places?.Find(each => each.Location == c.Location);
        return (place, c.Answer) switch
        {
            // The order has moved on: what it has got by now is given back.
            (null, PlaceAnswer.Held or PlaceAnswer.Confirmed) =>
                Decision.Accept(new OrderEvent.PlaceGivenBack(c.Location, c.On)),
            ({ Stage: PlaceStage.Asked }, PlaceAnswer.Held) when place.On == c.On =>
                Decision.Accept(new OrderEvent.PlaceHeld(c.Location, c.On)),
            ({ Stage: not PlaceStage.Confirmed }, PlaceAnswer.Confirmed) =>
                Decision.Accept(new OrderEvent.PlaceConfirmed(c.Location, c.On)),
            ({ Stage: PlaceStage.Asked or PlaceStage.Confirming }, PlaceAnswer.Refused) when place.On == c.On =>
                Full(c.Location, c.On),
            _ => Decision.AlreadyDone,
        };
    }

    /// <summary>The day is full by now: another one, or another location, is looked for.</summary>
    private Decision Full(string location, NodaTime.LocalDate on)
    {
        int[] lines = [.. from line in Lines where IsMovable(line) && line.ShipFrom == location select line.Number];
        return IsFull || lines.Length == 0
            ? Decision.AlreadyDone
            : Decision.Accept(
            [
                new OrderEvent.PlaceRefused(location, on),
                new OrderEvent.RerouteRequested(lines, LineRoute.Capacity, null, null, null),
            ]);
    }

    /// <summary>What places are given back of, and which are to last.</summary>
    private IReadOnlyList<OrderEvent> FollowPlaces() => Places is null
        ? []
        :
        [
            .. from place in Places
               where !IsNeeded(place)
               select new OrderEvent.PlaceGivenBack(place.Location, place.On),
            .. from place in Places
               where Status == OrderStatus.Released && place.Stage == PlaceStage.Held && IsNeeded(place)
               select new OrderEvent.PlaceConfirmationRequested(place.Location, place.On),
        ];

    /// <summary>Whether a place is to be asked for: what is held for the day, or lasts, is not asked for
    /// again.</summary>
    private bool IsMissing(PlaceAsk ask) => Places?.Find(place => place.Location == ask.Location) is not { } place
        || place.Stage == PlaceStage.Asked || (place.Stage == PlaceStage.Held && place.On != ask.On);

    private bool IsNeeded(OrderPlace place) => Lines.Exists(line => line.Route is not null
        && line.ShipFrom == place.Location && line.Quantities.Open + line.Quantities.Shipped > 0);

    private Order Placing(string location, Func<OrderPlace?, OrderPlace?> change)
    {
        var places = Places ?? [];
        var at = places.FindIndex(place => place.Location == location);
        var next = change(at < 0 ? null : places[at]);
        return this with
        {
            Places = at < 0 ? next is null ? places : places.Add(next)
                : next is null ? places.RemoveAt(at) : places.SetItem(at, next),
        };
    }

    private Order InPlace(string location, NodaTime.LocalDate on, PlaceStage stage) =>
        Placing(location, _ => new OrderPlace(location, on, stage));
}
