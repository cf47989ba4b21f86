using NodaTime;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Fleet.Scenarios;

/// <summary>One truck's way from its depot to its stops and back to its dock.</summary>
/// <param name="Reefer">The refrigeration unit's device id; null for dry cargo.</param>
/// <param name="Eld">The electronic logging device's id.</param>
/// <param name="BadgeToken">What the driver's badge shows to a reader.</param>
/// <param name="OdometerMetres">The odometer when it leaves.</param>
/// <param name="Departure">When it leaves.</param>
/// <param name="Arrival">When it is back at the gate.</param>
/// <param name="Band">The temperatures its cargo may have; null for dry cargo.</param>
/// <param name="Excursion">The stretch in which its cargo is too warm; null when it never is.</param>
/// <param name="Defect">What is wrong with the vehicle at the end; null when nothing is.</param>
public sealed record RoutePlan(
    string Id,
    string Depot,
    string Dock,
    string Vehicle,
    string Driver,
    string? Reefer,
    string Eld,
    string BadgeToken,
    string KeyTag,
    long OdometerMetres,
    Duration Departure,
    Duration Arrival,
    CargoClass Cargo,
    TemperatureBand? Band,
    ExcursionPlan? Excursion,
    DefectPlan? Defect,
    IReadOnlyList<StopPlan> Stops);

/// <param name="Stop">Its number on the route, from 1.</param>
/// <param name="Order">The reference of the order that is delivered there.</param>
/// <param name="SignedBy">Who takes it in.</param>
/// <param name="At">When the truck is there.</param>
/// <param name="DistanceMetres">How far it is from the departure.</param>
public sealed record StopPlan(int Stop, string Order, string SignedBy, Duration At, long DistanceMetres);

/// <param name="PeakMilliC">The warmest reading, milli-degrees Celsius.</param>
public sealed record ExcursionPlan(Duration From, Duration To, int PeakMilliC);

/// <param name="Part">One of the parts of 49 CFR 396.11(a)(1).</param>
public sealed record DefectPlan(string Part, string Description);
