using System.Collections.Frozen;

namespace Oms.Edge.Mapping;

/// <summary>The units that a mapping may name, each with the native unit it is turned into.</summary>
public static class Units
{
    /// <summary>By name: native = (value * Factor) + Offset, rounded half away from zero.</summary>
    public static FrozenDictionary<string, (string Native, decimal Factor, decimal Offset)> All { get; } =
        new Dictionary<string, (string, decimal, decimal)>(StringComparer.Ordinal)
        {
            ["celsius"] = ("milli_c", 1_000m, 0m),
            ["deci-celsius"] = ("milli_c", 100m, 0m),

            // Exact: (F - 32) * 5/9 °C. The factor is rounded; the error is far below a milli-degree.
            ["fahrenheit"] = ("milli_c", 5_000m / 9m, -160_000m / 9m),
            ["kelvin"] = ("milli_c", 1_000m, -273_150m),
            ["milli-celsius"] = ("milli_c", 1m, 0m),
            ["metres"] = ("metres", 1m, 0m),
            ["kilometres"] = ("metres", 1_000m, 0m),

            // International mile, 1959 agreement: 1609.344 m exactly.
            ["miles"] = ("metres", 1_609.344m, 0m),
            ["seconds"] = ("seconds", 1m, 0m),
            ["minutes"] = ("seconds", 60m, 0m),
            ["hours"] = ("seconds", 3_600m, 0m),
            ["percent"] = ("permille", 10m, 0m),
            ["permille"] = ("permille", 1m, 0m),
            ["volts"] = ("millivolts", 1_000m, 0m),
            ["millivolts"] = ("millivolts", 1m, 0m),
            ["kilometres-per-hour"] = ("mm_per_second", 1_000_000m / 3_600m, 0m),
            ["miles-per-hour"] = ("mm_per_second", 1_609_344m / 3_600m, 0m),
            ["metres-per-second"] = ("mm_per_second", 1_000m, 0m),
            ["degrees"] = ("microdegrees", 1_000_000m, 0m),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Times: seconds or milliseconds since 1970, or RFC 3339 text with any offset.</summary>
    public static IReadOnlyList<string> Times { get; } = ["unix-seconds", "unix-milliseconds", "rfc3339"];
}
