using Oms.Actors.Processes;
using Oms.Central.Capacity;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Entities;

namespace Oms.Central.Processes;

/// <summary>Carries orders' wishes for places at locations that send only so many orders a day, and the answers
/// back.</summary>
internal sealed class CapacityProcess : IProcessManager
{
    public string Name => "capacity";

    public bool Listens(string kind) => kind is OrderId.Kind or Location.Kind or CapacityBook.Kind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event switch
        {
            LocationEvent.LocationDefined { Terms: { DailyOrders: not null } terms } => Limit(happened, terms),
            LocationEvent.LocationRevised e => Limit(happened, e.Terms),

            OrderEvent.OrderRouted { Places: { } places } =>
            [
                .. places.Select(place => happened.Capacity(
                    place.Location, new CapacityCommand.Hold(happened.Address.Id, place.On))),
            ],
            OrderEvent.PlaceConfirmationRequested e =>
                [happened.Capacity(e.Location, new CapacityCommand.Confirm(happened.Address.Id, e.On))],
            OrderEvent.PlaceGivenBack e =>
                [happened.Capacity(e.Location, new CapacityCommand.Release(happened.Address.Id))],

            CapacityEvent.PlaceHeld e => Tell(happened, e.Order, e.On, PlaceAnswer.Held),
            CapacityEvent.PlaceConfirmed e => Tell(happened, e.Order, e.On, PlaceAnswer.Confirmed),
            CapacityEvent.PlaceRefused e => Tell(happened, e.Order, e.On, PlaceAnswer.Refused),
            _ => [],
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) => [];

    private static ProcessStep[] Limit(RecordedEvent happened, LocationTerms terms) =>
    [
        new(
            EntityAddress.Of(happened.Address.Tenant, CapacityBook.Kind, happened.Address.Id),
            new CapacityCommand.SetLimit(terms.DailyOrders, terms.TimeZone)),
    ];

    private static ProcessStep[] Tell(
        RecordedEvent happened, string order, NodaTime.LocalDate on, PlaceAnswer answer) =>
    [
        happened.Order(order, new OrderCommand.RecordPlace(
            Uri.UnescapeDataString(happened.Address.Id), on, answer)),
    ];
}
