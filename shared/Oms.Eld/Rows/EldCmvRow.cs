namespace Oms.Eld;

/// <summary>A row of the CMV list (4.8.2.1.3).</summary>
/// <param name="Order">1 to 99.</param>
/// <param name="PowerUnit">The carrier's number of the vehicle, 1 to 10 characters (7.4).</param>
/// <param name="Vin">17 characters; after a "-" when it is not the engine's own word; or empty (7.5).</param>
public sealed record EldCmvRow(EldField Order, string PowerUnit, string Vin);
