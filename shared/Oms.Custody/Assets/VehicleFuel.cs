namespace Oms.Custody.Assets;

/// <summary>What a vehicle can take and burn.</summary>
/// <param name="TankMillilitres">All tanks together, millilitres.</param>
/// <param name="LeastMillilitresPer100Km">The least it burns, empty and on a good day.</param>
/// <param name="MostMillilitresPer100Km">The most it burns, with idling and refrigeration.</param>
public sealed record VehicleFuel(int TankMillilitres, int LeastMillilitresPer100Km, int MostMillilitresPer100Km);
