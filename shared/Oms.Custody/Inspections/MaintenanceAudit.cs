using NodaTime;
using Oms.Custody.Findings;

namespace Oms.Custody.Inspections;

/// <summary>What a returning vehicle's maintenance record leaves to ask.</summary>
public static class MaintenanceAudit
{
    /// <summary>Checks a vehicle's record.</summary>
    /// <param name="vehicle">The record as it stands.</param>
    /// <param name="now">The instant of the audit.</param>
    /// <param name="workOrderMax">How long a work order may stay open.</param>
    /// <returns>
    /// Findings <c>awaiting-repair</c>, <c>review-not-acknowledged</c>, <c>work-order-overdue</c>, and
    /// <c>driven-awaiting-repair</c> where the odometer grew by more than the meters' tolerance while a defect held the
    /// vehicle.
    /// </returns>
    public static IReadOnlyList<Finding> Check(Vehicle vehicle, Instant now, Duration workOrderMax) =>
        [
            .. vehicle.DriveHolds(),
            .. from order in vehicle.OpenWorkOrders()
               where now - order.Opened > workOrderMax
               select new Finding(
                   "work-order-overdue",
                   order.Id,
                   $"It has been open since {order.Opened}, longer than {workOrderMax.TotalHours:0} hours."),
            .. from order in vehicle.OpenWorkOrders()
               where order.Defect.HoldsDispatch
               let driven = MetresSince(vehicle, order.Opened)
               where driven > MeterRules.OdometerToleranceMetres
               select new Finding(
                   "driven-awaiting-repair",
                   order.Id,
                   $"The vehicle went {driven} m after the defect was reported and before its certification.",
                   "49 CFR 396.11(a)(3)"),
        ];

    private static long MetresSince(Vehicle vehicle, Instant then)
    {
        var readings = vehicle.Readings.Where(one => one.OdometerMetres is not null).ToList();
        var before = readings.LastOrDefault(one => one.At <= then);
        return before is null ? 0 : readings[^1].OdometerMetres!.Value - before.OdometerMetres!.Value;
    }
}
