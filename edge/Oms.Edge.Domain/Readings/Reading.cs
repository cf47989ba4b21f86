using System.Collections.Immutable;
using NodaTime;
using Oms.Edge.Messages;

namespace Oms.Edge.Readings;

/// <summary>One reading of one device, as integers by channel.</summary>
/// <param name="At">Device time, whole milliseconds.</param>
/// <param name="Values">By channel number.</param>
/// <param name="Alarms">The alarms that stood.</param>
public sealed record Reading(
    Instant At, ImmutableSortedDictionary<int, long> Values, ImmutableArray<ReeferAlarm> Alarms)
{
    private const int ZoneStride = 10;

    /// <summary>The channel number of a zone's value.</summary>
    /// <param name="channel">One of those from <see cref="Channel.ReturnMilliC"/> on.</param>
    /// <param name="zone">1 to 3.</param>
    public static int In(int channel, int zone) => channel + ((zone - 1) * ZoneStride);

    public long? this[int channel] => Values.TryGetValue(channel, out var value) ? value : null;

    public long? Of(int channel, int zone) => Values.TryGetValue(In(channel, zone), out var value) ? value : null;

    public static Reading From(ReeferReading message)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<int, long>();
        Add(Channel.Running, message.Running is { } running ? (running ? 1 : 0) : null);
        Add(Channel.FuelPermille, message.FuelPermille);
        Add(Channel.AmbientMilliC, message.AmbientMilliC);
        Add(Channel.BatteryMillivolts, message.BatteryMillivolts);
        Add(Channel.EngineSeconds, message.EngineSeconds);
        foreach (var zone in message.Zones)
        {
            Add(In(Channel.ReturnMilliC, zone.Zone), zone.ReturnMilliC);
            Add(In(Channel.SupplyMilliC, zone.Zone), zone.SupplyMilliC);
            Add(In(Channel.SetpointMilliC, zone.Zone), zone.SetpointMilliC);
            Add(In(Channel.Mode, zone.Zone), (long?)zone.Mode);
            Add(In(Channel.DoorOpen, zone.Zone), zone.DoorOpen is { } open ? (open ? 1 : 0) : null);
        }

        return new Reading(Whole(message.At), values.ToImmutable(), [.. message.Alarms ?? []]);

        void Add(int channel, long? value)
        {
            if (value is { } given)
            {
                values[channel] = given;
            }
        }
    }

    public static Reading From(EldReading message)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<int, long>();
        foreach (var (channel, value) in new (int, long?)[]
        {
            (Channel.OdometerMetres, message.OdometerMetres),
            (Channel.EngineSeconds, message.EngineSeconds),
            (Channel.SpeedMmPerSecond, message.SpeedMmPerSecond),
            (Channel.LatitudeMicrodegrees, message.LatitudeMicrodegrees),
            (Channel.LongitudeMicrodegrees, message.LongitudeMicrodegrees),
            (Channel.FuelPermille, message.FuelPermille),
        })
        {
            if (value is { } given)
            {
                values[channel] = given;
            }
        }

        return new Reading(Whole(message.At), values.ToImmutable(), []);
    }

    private static Instant Whole(Instant at) => Instant.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
}
