using System.Globalization;

namespace Oms.Eld;

/// <summary>A position as the file has it.</summary>
public sealed record EldPosition(EldField Latitude, EldField Longitude)
{
    private const int MicrodegreesPerHundredth = 10_000;
    private const int MicrodegreesPerTenth = 100_000;

    /// <summary>No valid fix within 5 miles.</summary>
    public static EldPosition NotMeasured { get; } = Of('X');

    /// <summary>The driver typed the location.</summary>
    public static EldPosition Manual { get; } = Of('M');

    /// <summary>The ELD has a positioning malfunction; goes before the other two.</summary>
    public static EldPosition Malfunction { get; } = Of('E');

    /// <summary>Rounds a measured position to the file's precision, half away from zero.</summary>
    /// <param name="latitude">Microdegrees, -90 000 000 to 90 000 000.</param>
    /// <param name="longitude">Microdegrees, more than -180 000 000, to 180 000 000.</param>
    /// <param name="isReduced">One decimal, as under personal conveyance, and not two (4.7.3).</param>
    /// <exception cref="ArgumentOutOfRangeException">A coordinate is outside its range.</exception>
    public static EldPosition OfMicrodegrees(int latitude, int longitude, bool isReduced = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs((long)latitude), 90_000_000, nameof(latitude));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(longitude, 180_000_000);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(longitude, -180_000_000);
        return new(Degrees(latitude, isReduced), Degrees(longitude, isReduced));
    }

    private static EldPosition Of(char letter) => new(EldField.Of($"{letter}"), EldField.Of($"{letter}"));

    private static EldField Degrees(int microdegrees, bool isReduced)
    {
        var (unit, perDegree) = isReduced ? (MicrodegreesPerTenth, 10m) : (MicrodegreesPerHundredth, 100m);
        var rounded = decimal.Round((decimal)microdegrees / unit, MidpointRounding.AwayFromZero) / perDegree;

        // The meridian has one name, and zero has no sign.
        rounded = rounded == -180 ? 180 : rounded == 0 ? 0 : rounded;
        return EldField.Of(rounded.ToString(isReduced ? "0.0" : "0.00", CultureInfo.InvariantCulture));
    }
}
