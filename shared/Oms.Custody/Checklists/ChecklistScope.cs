using System.Text.Json.Serialization;
using Oms.Custody.CheckOuts;

namespace Oms.Custody.Checklists;

/// <summary>Which visits a checklist is for; a member that is null is for all.</summary>
public sealed record ChecklistScope
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Direction? Direction { get; init; }

    /// <summary>Such as <c>van</c>, <c>rigid</c>, <c>tractor</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? VehicleClass { get; init; }

    /// <summary>Such as <c>dry</c>, <c>reefer</c>, <c>hazmat</c>, <c>pharma</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CargoClass { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Customer { get; init; }

    /// <summary>Whether a visit is one of them.</summary>
    public bool Includes(VisitTraits visit) =>
        (Direction is null || Direction == visit.Direction)
        && (VehicleClass is null || VehicleClass == visit.VehicleClass)
        && (CargoClass is null || CargoClass == visit.CargoClass)
        && (Customer is null || Customer == visit.Customer);

    /// <summary>Customer before cargo, cargo before vehicle, vehicle before direction: the greater is for
    /// fewer.</summary>
    internal int Narrowness =>
        (Customer is null ? 0 : 8) + (CargoClass is null ? 0 : 4) + (VehicleClass is null ? 0 : 2)
        + (Direction is null ? 0 : 1);
}
