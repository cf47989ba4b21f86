using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Oms.Custody.CheckOuts;
using Oms.Edge.Readings;
using Oms.Edge.Reefers;
using Xunit;

namespace Oms.Edge.Tests.Reefers;

public sealed class WindowBuilderProperties
{
    private static readonly TemperatureBand Band = new(2_000, 8_000);
    private static readonly ReeferSettings Settings = new() { WindowReadingsMax = 16 };

    // Minutes that mostly go up, now and then back: late readings.
    private static readonly Arbitrary<(int Step, int MilliC)[]> Feeds =
        Gen.Frequency((6, Gen.Choose(1, 4)), (1, Gen.Choose(-20, 0)), (1, Gen.Choose(14, 40)))
            .SelectMany(step => Gen.Choose(0, 11).Select(degrees => (step, degrees * 1_000)))
            .ArrayOf(120).ToArbitrary();

    [Fact]
    public void Every_reading_is_in_exactly_one_frame_and_the_frame_is_what_its_digest_says() =>
        Prop.ForAll(Feeds, feed =>
        {
            var readings = ReadingsOf(feed);
            var (windows, _) = Run(readings, restartAfter: int.MaxValue);

            Assert.Equal(readings, windows.SelectMany(window => FrameCodec.Decode(window.Frame).Readings), Same);
            Assert.All(windows, window => Assert.Equal(
                window.Window.Sha256, Convert.ToHexStringLower(SHA256.HashData(window.Frame))));
            Assert.Equal(Enumerable.Range(1, windows.Count).Select(number => (long)number),
                windows.Select(window => window.Window.Number));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_restart_behind_the_last_window_gives_the_same_windows_and_records_nothing_twice() =>
        Prop.ForAll(Feeds, Gen.Choose(1, 119).ToArbitrary(), (feed, crashAt) =>
        {
            var readings = ReadingsOf(feed);
            var (straight, entity) = Run(readings, int.MaxValue);
            var (restarted, again) = Run(readings, crashAt);

            Assert.Equal(straight.Select(one => one.Window.Sha256), restarted.Select(one => one.Window.Sha256));
            Assert.Equal(
                entity.Excursions.Select(one => (one.Zone, one.From, one.To)),
                again.Excursions.Select(one => (one.Zone, one.From, one.To)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_band_that_comes_after_its_readings_finds_what_it_would_have_found_before() =>
        Prop.ForAll(Feeds, feed =>
        {
            var readings = ReadingsOf(feed).DistinctBy(reading => reading.At).OrderBy(reading => reading.At).ToList();
            var (_, known) = Run(readings, restartAfter: int.MaxValue);
            var (state, found) = ReeferMonitor.Replay(readings, _ => Band, Settings);

            Assert.Equal(
                known.Excursions.Where(one => one.To is not null).Select(one => (one.Zone, one.From, one.To)),
                found.OfType<ReeferSignal.Excursion>().Where(one => one.To is not null)
                    .Select(one => (one.Zone, one.From, one.To)));
            Assert.Equal(readings.Count == 0 ? null : readings[^1].At, state.LastAt);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_late_reading_within_the_window_is_seen_in_its_place()
    {
        var builder = new WindowBuilder("rf", new ReeferSettings(), 1, MonitorState.Initial);
        var found = new List<ReeferSignal>();
        foreach (var (minute, milliC) in new[] { (0, 9_000), (14, 9_000), (7, 5_000), (15, 9_000) })
        {
            found.AddRange(builder.Add(ReeferMonitorTests.At(minute, milliC), 1, _ => Band));
        }

        // With the reading of minute 7 the cargo was back in its band: only 1 minute counts since minute 14.
        Assert.Empty(found.OfType<ReeferSignal.Excursion>());
        Assert.Equal(1, builder.Seal(_ => Band).Window.Late);
    }

    private static (List<(SealedWindow Window, byte[] Frame)> Windows, Reefer State) Run(
        List<Reading> readings, int restartAfter)
    {
        var windows = new List<(SealedWindow, byte[])>();
        var state = Reefer.Initial;
        var builder = new WindowBuilder("rf", Settings, 1, MonitorState.Initial);
        for (var index = 0; index < readings.Count; index++)
        {
            if (index == restartAfter)
            {
                // The process is gone; the log and the store are not.
                builder = new WindowBuilder("rf", Settings, state.NextWindow, state.Monitor);
                index = (int)state.StorePosition;
                restartAfter = int.MaxValue;
            }

            var signals = builder.Add(readings[index], index + 1, _ => Band);
            if (builder.IsFull || signals.Any(signal => signal is ReeferSignal.Excursion))
            {
                Seal();
            }

            foreach (var found in signals.OfType<ReeferSignal.Excursion>())
            {
                Give(new ReeferCommand.Record("rf", found));
            }
        }

        if (builder.Count > 0)
        {
            Seal();
        }

        return (windows, state);

        void Seal()
        {
            var (window, frame) = builder.Seal(_ => Band);
            windows.Add((window, frame));
            Give(new ReeferCommand.Seal(window));
        }

        void Give(ReeferCommand command)
        {
            var accepted = Assert.IsType<Entities.Decision<ReeferEvent, ReeferRejection>.Accepted>(
                Reefer.Decide(state, command, default));
            state = accepted.Events.Aggregate(state, Reefer.Evolve);
            Assert.Empty(Assert.IsType<Entities.Decision<ReeferEvent, ReeferRejection>.Accepted>(
                Reefer.Decide(state, command, default)).Events);
        }
    }

    private static List<Reading> ReadingsOf((int Step, int MilliC)[] feed)
    {
        var (minute, readings) = (100, new List<Reading>());
        foreach (var (step, milliC) in feed)
        {
            readings.Add(ReeferMonitorTests.At(minute + step, milliC));
            minute += Math.Max(0, step);
        }

        return readings;
    }

    private static bool Same(Reading one, Reading other) =>
        one.At == other.At && one.Values.SequenceEqual(other.Values) && one.Alarms.SequenceEqual(other.Alarms);
}
