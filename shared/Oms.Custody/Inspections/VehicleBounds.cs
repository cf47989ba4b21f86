namespace Oms.Custody.Inspections;

/// <summary>How much one vehicle's record can hold, so that no input makes it grow without end.</summary>
public static class VehicleBounds
{
    public const int DefectsMax = 50;
    public const int PhotosPerDefectMax = 10;

    /// <summary>Reports that are not through with.</summary>
    public const int OpenReportsMax = 50;

    /// <summary>Finished reports that are kept to tell a repeat from a conflict.</summary>
    public const int FinishedReportsMax = 64;

    /// <summary>Readings that are kept to judge the next one by.</summary>
    public const int ReadingsMax = 64;

    /// <summary>10 million kilometres, metres.</summary>
    public const long OdometerMetresMax = 10_000_000_000;

    /// <summary>99,999.9 hours, the most an ELD writes (49 CFR 395 subpart B appendix A, 7.19), seconds.</summary>
    public const long EngineSecondsMax = 359_999_640;
}
