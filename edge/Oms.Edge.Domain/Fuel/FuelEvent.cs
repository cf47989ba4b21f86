using Oms.Custody.Assets;

namespace Oms.Edge.Fuel;

/// <summary>Stored: a name or a member once released never changes.</summary>
public abstract record FuelEvent
{
    private FuelEvent()
    {
    }

    public sealed record Described(VehicleFuel Fuel) : FuelEvent;

    public sealed record Purchased(FuelTransaction Purchase) : FuelEvent;
}
