namespace Oms.Custody.Inspections;

/// <summary>Where an inspection report stands (49 CFR 396.11(a)(3), 396.13).</summary>
public enum ReportStatus
{
    /// <summary>Nothing that affects safety was found; nothing holds the vehicle.</summary>
    NoDefect,

    /// <summary>A defect that affects safety is neither repaired nor certified as needing no repair.</summary>
    AwaitingRepair,

    /// <summary>Every such defect is certified, at least one of them as repaired.</summary>
    RepairCertified,

    /// <summary>Every such defect is certified as needing no repair.</summary>
    RepairUnnecessary,

    /// <summary>The next driver has reviewed the report and its certifications, and signed.</summary>
    Acknowledged,
}
