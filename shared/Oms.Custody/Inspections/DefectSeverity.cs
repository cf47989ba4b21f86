namespace Oms.Custody.Inspections;

/// <summary>What a defect means for driving. Stored by name; a member is never renamed.</summary>
public enum DefectSeverity
{
    /// <summary>Neither safety nor a breakdown is at stake; it gets a work order and holds nothing.</summary>
    Minor,

    /// <summary>It would affect safe operation or lead to a breakdown: a defect of 49 CFR 396.11(a)(2).</summary>
    Safety,

    /// <summary>The vehicle may not be moved under its own power: 49 CFR 396.7, 396.9(c).</summary>
    OutOfService,
}
