using System.Globalization;
using NodaTime;
using NodaTime.Extensions;
using NodaTime.Text;
using Oms.Time;

namespace Oms.Edge.Fleet.Launching;

/// <summary>The clock that all processes of one run share.</summary>
/// <param name="Scale">Seconds that pass on it in one real second; from 1 to 10 000.</param>
/// <param name="Origin">What it shows at <paramref name="InnerOrigin"/>.</param>
/// <param name="InnerOrigin">A real instant.</param>
public sealed record ClockSettings(double Scale, Instant Origin, Instant InnerOrigin)
{
    /// <summary>A clock that shows the real time now, and runs faster from here on.</summary>
    /// <param name="realTime">Real time.</param>
    public static ClockSettings StartingNow(double scale, TimeProvider realTime)
    {
        var now = realTime.GetCurrentInstant();
        return new ClockSettings(scale, now, now);
    }

    public TimeProvider Over(TimeProvider realTime) => new ScaledTimeProvider(realTime, InnerOrigin, Origin, Scale);

    /// <summary>The settings as environment variables of a server.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment =>
    [
        new("OMS__Clock__Scale", Scale.ToString(CultureInfo.InvariantCulture)),
        new("OMS__Clock__Origin", InstantPattern.ExtendedIso.Format(Origin)),
        new("OMS__Clock__InnerOrigin", InstantPattern.ExtendedIso.Format(InnerOrigin)),
    ];
}
