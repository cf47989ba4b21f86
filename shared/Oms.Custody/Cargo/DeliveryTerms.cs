using NodaTime;
using Oms.Custody.Places;

namespace Oms.Custody.Cargo;

/// <summary>What a proof of delivery is held against.</summary>
/// <param name="Place">Where the consignee is; null where that is not known.</param>
/// <param name="RadiusMetres">How far from there a signature may be, metres, at least 0.</param>
/// <param name="Departed">When the route left.</param>
/// <param name="Returned">When the vehicle was back.</param>
/// <param name="MinMilliC">Lowest temperature of the goods, milli-degrees Celsius; null for dry cargo.</param>
/// <param name="MaxMilliC">Highest temperature of the goods, milli-degrees Celsius; null for dry cargo.</param>
public sealed record DeliveryTerms(
    Position? Place, int RadiusMetres, Instant Departed, Instant Returned, int? MinMilliC, int? MaxMilliC)
{
    /// <summary>The beginning of the promised time; null for any.</summary>
    public Instant? From { get; init; }

    /// <summary>The end of the promised time; null for any.</summary>
    public Instant? Until { get; init; }
}
