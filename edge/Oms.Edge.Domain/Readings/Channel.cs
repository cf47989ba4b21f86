namespace Oms.Edge.Readings;

/// <summary>What a value of a reading measures. Stored in frames: a number is never given to another meaning.</summary>
public static class Channel
{
    /// <summary>0 or 1.</summary>
    public const int Running = 1;
    public const int FuelPermille = 2;
    public const int AmbientMilliC = 3;
    public const int BatteryMillivolts = 4;
    public const int EngineSeconds = 5;
    public const int OdometerMetres = 6;
    public const int SpeedMmPerSecond = 7;
    public const int LatitudeMicrodegrees = 8;
    public const int LongitudeMicrodegrees = 9;

    /// <summary>Zone N uses the channels from 10 * N + 6: 16 to 20, 26 to 30, 36 to 40.</summary>
    public const int ReturnMilliC = 16;
    public const int SupplyMilliC = 17;
    public const int SetpointMilliC = 18;

    /// <summary>The number of the <see cref="Messages.ReeferMode"/>.</summary>
    public const int Mode = 19;

    /// <summary>0 or 1.</summary>
    public const int DoorOpen = 20;
}
