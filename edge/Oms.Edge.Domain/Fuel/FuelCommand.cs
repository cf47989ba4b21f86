using Oms.Custody.Assets;

namespace Oms.Edge.Fuel;

public abstract record FuelCommand
{
    private FuelCommand()
    {
    }

    /// <summary>Tells what the vehicle can take and burn.</summary>
    public sealed record Describe(VehicleFuel Fuel) : FuelCommand;

    /// <summary>Adds a purchase; the issuer's id names it.</summary>
    public sealed record Record(FuelTransaction Purchase) : FuelCommand;
}
