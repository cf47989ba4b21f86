using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace Oms.Epcis;

/// <summary>Times of EPCIS: XML Schema's dateTimeStamp, which always carries its offset from UTC.</summary>
public static partial class EpcisTime
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    private static readonly OffsetDateTimePattern Pattern =
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss;FFFFFFFFFo<Z+HH:mm>");

    private static readonly InstantPattern Milliseconds =
        InstantPattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss'.'fff'Z'");

    /// <summary>Reads a time with an offset; digits of a second beyond the ninth are dropped.</summary>
    /// <returns>The instant; null when the text is none.</returns>
    public static Instant? Read(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var fraction = match.Groups["fraction"].Value;
        var trimmed = fraction.Length > 9 ? "." + fraction[..9] : fraction.Length == 0 ? "" : "." + fraction;
        var parsed = Pattern.Parse(match.Groups["whole"].Value + trimmed + match.Groups["offset"].Value);
        return parsed.Success ? parsed.Value.ToInstant() : null;
    }

    /// <summary>Writes an instant as the hash wants it: UTC, three digits of a second.</summary>
    /// <remarks>A fourth digit of 5 or more rounds up (CBV 2.0, section 8.9.2).</remarks>
    public static string ToMilliseconds(Instant instant)
    {
        var rounded = instant.PlusNanoseconds(NanosecondsPerMillisecond / 2);
        return Milliseconds.Format(rounded);
    }

    [GeneratedRegex(
        @"\A(?<whole>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.(?<fraction>\d+))?(?<offset>Z|[+-]\d\d:\d\d)\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
