namespace Oms.Edge.Fleet.Checking;

/// <summary>How one vehicle's visit ended.</summary>
/// <param name="State">Such as <c>completed</c>.</param>
/// <param name="Custodian">Who has vehicle and cargo now, such as <c>depot:dayton</c>.</param>
/// <param name="Steps">Which steps were done; in order of their names.</param>
/// <param name="Excursions">How often its cargo left its band.</param>
/// <param name="CameBack">Units counted at the dock, by sku and lot.</param>
public sealed record CheckOutFact(
    string Route,
    string Depot,
    string Vehicle,
    string State,
    string Custodian,
    IReadOnlyList<string> Steps,
    int Excursions,
    IReadOnlyDictionary<string, int> CameBack);
