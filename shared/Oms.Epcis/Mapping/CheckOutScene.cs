using System.Collections.Immutable;
using Oms.Custody.CheckOuts;

namespace Oms.Epcis.Mapping;

/// <summary>What earlier records of a check-out told that later events need.</summary>
/// <param name="Arrival">Who and what came in; null when the first record is missing.</param>
/// <param name="Excursions">The newest record of each excursion that goes on, oldest first.</param>
public sealed record CheckOutScene(
    CheckOutEvent.Arrived? Arrival, ImmutableList<CustodyRecord> Excursions)
{
    /// <summary>Nothing is known yet.</summary>
    public static CheckOutScene Empty { get; } = new(null, []);

    /// <summary>Whether a record must be kept for the events of later ones.</summary>
    public static bool Remembers(CheckOutEvent happened) =>
        happened is CheckOutEvent.Arrived or CheckOutEvent.TemperatureExcursionRecorded;

    /// <summary>The scene after a record.</summary>
    public CheckOutScene After(CustodyRecord record) =>
        record.Happened switch
        {
            CheckOutEvent.Arrived arrived => this with { Arrival = arrived },
            CheckOutEvent.TemperatureExcursionRecorded e => this with
            {
                Excursions = e.Excursion.To is null ? Without(e.Excursion).Add(record) : Without(e.Excursion),
            },
            _ => this,
        };

    /// <summary>The earlier record of an excursion; null when this is the first.</summary>
    public CustodyRecord? Earlier(TemperatureExcursion excursion) =>
        Excursions.FirstOrDefault(record => IsSame(record, excursion));

    private ImmutableList<CustodyRecord> Without(TemperatureExcursion excursion) =>
        Excursions.RemoveAll(record => IsSame(record, excursion));

    private static bool IsSame(CustodyRecord record, TemperatureExcursion excursion) =>
        record.Happened is CheckOutEvent.TemperatureExcursionRecorded { Excursion: var known }
        && (known.Device, known.Zone, known.From) == (excursion.Device, excursion.Zone, excursion.From);
}
