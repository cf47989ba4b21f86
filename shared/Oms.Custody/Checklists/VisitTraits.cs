using Oms.Custody.CheckOuts;

namespace Oms.Custody.Checklists;

/// <summary>What a checklist is chosen by; null where it is not known.</summary>
public sealed record VisitTraits(Direction Direction, string? VehicleClass, string? CargoClass, string? Customer);
