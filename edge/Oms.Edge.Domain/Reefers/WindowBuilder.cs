using System.Security.Cryptography;
using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Edge.Readings;
using Oms.Edge.Windows;

namespace Oms.Edge.Reefers;

/// <summary>Collects a unit's readings into the window to come and runs the rules over them. Not thread-safe.</summary>
/// <remarks>
/// A late reading is put in its place by event time and the rules run again from the window's start, so that they see
/// what they would have seen; one older than the window's start counts in the window's figures only. What it does
/// follows from the readings and their order alone, so a restart that feeds it the same again gives the same windows.
/// </remarks>
public sealed class WindowBuilder(string device, ReeferSettings settings, long number, MonitorState start)
{
    private readonly List<Reading> _arrived = [];
    private MonitorState _now = start;
    private MonitorState _start = start;
    private int _late;
    private long _position;

    /// <summary>The number of the window to come.</summary>
    public long Number { get; private set; } = number;

    public int Count => _arrived.Count;

    /// <summary>Where the rules stand after the newest reading.</summary>
    public MonitorState Now => _now;

    /// <summary>Takes a reading.</summary>
    /// <param name="reading">As it came.</param>
    /// <param name="position">The store position after it.</param>
    /// <param name="band">The band at a time.</param>
    /// <returns>What the rules found; after a late reading it may have been found before.</returns>
    public IReadOnlyList<ReeferSignal> Add(Reading reading, long position, Func<Instant, TemperatureBand?> band)
    {
        var isLate = reading.At <= _now.LastAt;
        _arrived.Add(reading);
        _position = position;
        if (!isLate)
        {
            (_now, var signals) = ReeferMonitor.Step(_now, reading, band(reading.At), settings);
            return signals;
        }

        _late++;
        if (reading.At <= _start.LastAt)
        {
            return [];
        }

        return JudgeAgain(band);
    }

    /// <summary>Goes on behind another state, as after windows that were judged again.</summary>
    public void StartFrom(MonitorState start) => _start = start;

    /// <summary>Runs the rules again over all readings of the window to come.</summary>
    /// <param name="band">The band at a time.</param>
    /// <returns>What the rules found; some of it may have been found before.</returns>
    public IReadOnlyList<ReeferSignal> JudgeAgain(Func<Instant, TemperatureBand?> band)
    {
        var found = new List<ReeferSignal>();
        _now = _start;
        foreach (var one in InOrder().Where(one => _start.LastAt is not { } before || one.At > before))
        {
            if (one.At > (_now.LastAt ?? Instant.MinValue))
            {
                (_now, var signals) = ReeferMonitor.Step(_now, one, band(one.At), settings);
                found.AddRange(signals);
            }
        }

        return found;
    }

    /// <summary>Whether the window spans its time or holds its number of readings.</summary>
    public bool IsFull =>
        _arrived.Count >= settings.WindowReadingsMax
        || (_arrived.Count > 0 && _now.LastAt - _arrived.Min(one => one.At) >= settings.WindowLength);

    /// <summary>Ends the window and begins the next one.</summary>
    /// <returns>What to record, and the frame that it names.</returns>
    /// <exception cref="InvalidOperationException">The window is empty.</exception>
    public (SealedWindow Window, byte[] Frame) Seal(Func<Instant, TemperatureBand?> band)
    {
        if (_arrived.Count == 0)
        {
            throw new InvalidOperationException("An empty window is not sealed.");
        }

        var frame = FrameCodec.Encode(device, _arrived);
        var ordered = InOrder();
        var window = new SealedWindow(
            Number,
            ordered[0].At,
            ordered[^1].At,
            _arrived.Count,
            _late,
            Convert.ToHexStringLower(SHA256.HashData(frame)),
            WindowStats.Of(ordered, _start.LastAt, settings.GapAfter, band),
            _now,
            _position);
        Number++;
        _start = _now;
        _late = 0;
        _arrived.Clear();
        return (window, frame);
    }

    private List<Reading> InOrder() => [.. _arrived.OrderBy(one => one.At)];
}
