namespace Oms.Edge.Fleet.Scenarios;

/// <summary>A depot: a stock location of the centre and a gateway with its docks.</summary>
/// <param name="Gateway">The gateway's device id.</param>
/// <param name="Supervisor">Who signs for the depot.</param>
public sealed record DepotPlan(
    string Id, string Name, string Gateway, string Supervisor, IReadOnlyList<DockPlan> Docks);

/// <summary>A dock and the devices that stand at it.</summary>
/// <param name="Door">The door sensor's device id.</param>
/// <param name="Scanner">The hand scanner's device id.</param>
/// <param name="Badge">The badge reader's device id.</param>
public sealed record DockPlan(string Id, string Door, string Scanner, string Badge);
