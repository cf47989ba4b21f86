namespace Oms.Custody.Hazmat;

/// <summary>A row, and column, of the table of 49 CFR 177.848(d), in its order.</summary>
public enum SegregationRow
{
    /// <summary>Divisions 1.1 and 1.2.</summary>
    Explosives11And12,
    Explosives13,
    Explosives14,
    Explosives15,
    Explosives16,

    /// <summary>Division 2.1.</summary>
    FlammableGas,

    /// <summary>Division 2.2.</summary>
    NonFlammableGas,

    /// <summary>Division 2.3, hazard zone A.</summary>
    PoisonGasZoneA,

    /// <summary>Division 2.3, hazard zone B.</summary>
    PoisonGasZoneB,

    /// <summary>Class 3.</summary>
    FlammableLiquid,

    /// <summary>Division 4.1.</summary>
    FlammableSolid,

    /// <summary>Division 4.2.</summary>
    SpontaneouslyCombustible,

    /// <summary>Division 4.3.</summary>
    DangerousWhenWet,

    /// <summary>Division 5.1.</summary>
    Oxidizer,

    /// <summary>Division 5.2.</summary>
    OrganicPeroxide,

    /// <summary>Division 6.1, packing group I, hazard zone A, liquids.</summary>
    PoisonLiquidZoneA,

    /// <summary>Class 7.</summary>
    Radioactive,

    /// <summary>Class 8, liquids.</summary>
    CorrosiveLiquid,
}
