using NodaTime;

namespace Oms.Custody.Assets;

/// <summary>How exact the data of a fuel audit are.</summary>
/// <param name="TankPermille">How much more than the tank's size a purchase may be, thousandths: pumps and plates are
/// not exact.</param>
/// <param name="RadiusMetres">How far from the pump the vehicle's position may be, metres.</param>
/// <param name="Window">How far from the purchase in time a position may be.</param>
/// <param name="OdometerMetres">How far the odometer entered at the pump may be from the vehicle's own, metres.</param>
public sealed record FuelAuditRules(int TankPermille, int RadiusMetres, Duration Window, long OdometerMetres)
{
    /// <summary>2 % of the tank, 500 m, 15 minutes, 2 km.</summary>
    public static FuelAuditRules Default { get; } = new(20, 500, Duration.FromMinutes(15), 2_000);
}
