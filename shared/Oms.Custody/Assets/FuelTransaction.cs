using NodaTime;
using Oms.Custody.Places;

namespace Oms.Custody.Assets;

/// <summary>One purchase on a fuel card, as the card's issuer reports it.</summary>
/// <param name="Id">The issuer's id.</param>
/// <param name="At">When the pump was paid.</param>
/// <param name="Place">Where the pump stands; null where the issuer does not tell.</param>
/// <param name="Millilitres">Fuel, millilitres, at least 1.</param>
/// <param name="OdometerMetres">What the driver entered at the pump, metres; null where nothing was.</param>
/// <param name="PriceMilliMinor">Price of a litre, thousandths of a cent.</param>
/// <param name="TotalMinor">What was paid, cents.</param>
public sealed record FuelTransaction(
    string Id,
    string Card,
    Instant At,
    Position? Place,
    int Millilitres,
    long? OdometerMetres,
    long PriceMilliMinor,
    long TotalMinor);
