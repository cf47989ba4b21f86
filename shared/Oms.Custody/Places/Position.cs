using System.Text.Json.Serialization;

namespace Oms.Custody.Places;

/// <summary>A place on the earth, WGS 84.</summary>
/// <param name="LatitudeMicrodegrees">Millionths of a degree, north positive, from -90,000,000 to 90,000,000.</param>
/// <param name="LongitudeMicrodegrees">Millionths of a degree, east positive, from -180,000,000 to 180,000,000.</param>
public sealed record Position(int LatitudeMicrodegrees, int LongitudeMicrodegrees)
{
    // Mean radius of the earth: IUGG 1980, R1 = 6 371 008.8 m.
    private const double EarthRadiusMetres = 6_371_008.8;

    /// <summary>Whether both are in their ranges.</summary>
    [JsonIgnore]
    public bool IsOnEarth =>
        LatitudeMicrodegrees is >= -90_000_000 and <= 90_000_000
        && LongitudeMicrodegrees is >= -180_000_000 and <= 180_000_000;

    /// <summary>The great-circle distance, metres; exact to 0.6 % since the earth is taken as a sphere.</summary>
    public long DistanceMetres(Position other)
    {
        var (a, b) = (Radians(LatitudeMicrodegrees), Radians(other.LatitudeMicrodegrees));
        var half = Square(Math.Sin((b - a) / 2)) + (Math.Cos(a) * Math.Cos(b)
            * Square(Math.Sin((Radians(other.LongitudeMicrodegrees) - Radians(LongitudeMicrodegrees)) / 2)));
        return (long)Math.Round(2 * EarthRadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(half))));
    }

    private static double Radians(int microdegrees) => microdegrees / 1e6 * Math.PI / 180;

    private static double Square(double value) => value * value;
}
