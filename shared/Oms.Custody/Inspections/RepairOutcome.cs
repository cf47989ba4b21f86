namespace Oms.Custody.Inspections;

/// <summary>What the carrier certifies of a defect (49 CFR 396.11(a)(3)). Stored by name; a member is never
/// renamed.</summary>
public enum RepairOutcome
{
    Repaired,
    Unnecessary,
}
