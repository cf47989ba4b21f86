using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Edge.Messages;
using Oms.Edge.Readings;
using Xunit;

namespace Oms.Edge.Tests.Readings;

public sealed class FrameCodecProperties
{
    private static readonly Gen<Reading> AnyReading =
        from minute in Gen.Choose(-1_000_000, 1_000_000)
        from channels in Gen.Choose(1, 40).ArrayOf()
        from value in Gen.Elements(0L, 1, -1, 4_100, long.MinValue, long.MaxValue, -80_000)
        from alarm in Gen.Elements("", "P63", "überhitzt")
        select new Reading(
            Instant.FromUnixTimeMilliseconds(1_763_720_100_000 + (minute * 60_000L)),
            channels.Distinct().ToImmutableSortedDictionary(channel => channel, channel => unchecked(value + channel)),
            alarm.Length > 0 ? [new ReeferAlarm(alarm, 2)] : []);

    [Fact]
    public void A_frame_gives_back_its_readings() =>
        Prop.ForAll(AnyReading.ArrayOf().ToArbitrary(), readings =>
        {
            var (device, again) = FrameCodec.Decode(FrameCodec.Encode("rf-07", readings));

            Assert.Equal("rf-07", device);
            Assert.Equal(readings.Length, again.Count);
            foreach (var (one, other) in readings.Zip(again))
            {
                Assert.Equal(one.At, other.At);
                Assert.Equal(one.Values, other.Values);
                Assert.Equal(one.Alarms.AsEnumerable(), other.Alarms);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Damaged_bytes_give_readings_or_a_plain_refusal() =>
        Prop.ForAll(
            AnyReading.ArrayOf(3).ToArbitrary(),
            Gen.Choose(0, 10_000).Zip(Gen.Choose(0, 255)).ToArbitrary(),
            (readings, change) =>
            {
                var frame = FrameCodec.Encode("rf-07", readings);
                frame[change.Item1 % frame.Length] = (byte)change.Item2;
                try
                {
                    _ = FrameCodec.Decode(frame);
                }
                catch (InvalidDataException)
                {
                    // Said so: that is all that is asked.
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void A_reading_a_minute_takes_few_bytes()
    {
        var readings = Enumerable.Range(0, 60).Select(minute => Reading.From(new ReeferReading(
            Instant.FromUtc(2026, 3, 1, 12, 0) + Duration.FromMinutes(minute),
            [new ZoneReading(1) { ReturnMilliC = 4_000 + (minute % 7), SupplyMilliC = 3_000,
                SetpointMilliC = 3_000 }])));

        Assert.InRange(FrameCodec.Encode("rf-07", [.. readings]).Length, 1, 60 * 12);
    }
}
