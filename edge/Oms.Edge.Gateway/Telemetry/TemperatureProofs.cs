using System.Collections.Concurrent;
using NodaTime;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Custody.Temperature;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Messages;
using Oms.Edge.Readings;
using Oms.Edge.Reefers;
using Oms.Edge.Windows;
using Oms.Entities;

namespace Oms.Edge.Gateway.Telemetry;

/// <summary>Judges loads by the readings that are stored here: sealed frames, and those that wait for their
/// window.</summary>
/// <remarks>
/// Where a frame was dropped for want of space, the summary that the depot log keeps of its window takes its place.
/// Thread-safe.
/// </remarks>
internal sealed class TemperatureProofs(
    TelemetryStore store, DepotView view, IJournal journal, TemperatureThresholds thresholds)
{
    private const int ReadMax = 1_024;
    private static readonly Duration Margin = Duration.FromSeconds(1);

    // From when to when a frame's readings are: the next judge need not decode it to know that it is of another time.
    private readonly ConcurrentDictionary<(string Device, long Window), (Instant From, Instant To)> _spans = new();

    /// <summary>Judges a load for the first time.</summary>
    public async Task<TemperatureVerdict> JudgeAsync(
        TemperatureProofRequest request, CancellationToken cancellationToken)
    {
        var what = await EvidenceAsync(request, cancellationToken);
        return Judge(request, what);
    }

    /// <summary>Judges a load again, as where readings came late.</summary>
    /// <returns>The same verdict where nothing has changed, else the next version.</returns>
    public async Task<TemperatureVerdict> ReviseAsync(
        TemperatureVerdict previous, CancellationToken cancellationToken) =>
        TemperatureProof.Follow(
            VerdictMark.Of(previous), await JudgeAsync(previous.Request, cancellationToken)) ?? previous;

    /// <summary>Judges every zone of a load; of a zone that never spoke nothing is said, but for the first: no data is
    /// no proof.</summary>
    /// <param name="request">Its zone does not count.</param>
    public async Task<IReadOnlyList<TemperatureVerdict>> JudgeZonesAsync(
        TemperatureProofRequest request, CancellationToken cancellationToken)
    {
        if (request.To - request.From < Margin)
        {
            return [TemperatureProof.WithoutInterval(request with { Zone = 1 }, thresholds)];
        }

        var what = await EvidenceAsync(request, cancellationToken);
        return
        [
            .. Enumerable.Range(1, MessageRules.ZonesMax)
                .Select(zone => Judge(request with { Zone = zone }, what))
                .Where(verdict => verdict.Request.Zone == 1 || verdict.Facts.Samples > 0),
        ];
    }

    private TemperatureVerdict Judge(TemperatureProofRequest request, Evidence what) => TemperatureProof.Judge(
        request,
        what.Readings.Select(reading => TemperatureSamples.Of(reading, request.Zone)),
        thresholds,
        [.. what.Windows.Select(window => WindowSummaries.Of(window, request, what.Gaps))
            .OfType<TemperatureSummary>()]);

    private async Task<Evidence> EvidenceAsync(
        TemperatureProofRequest request, CancellationToken cancellationToken)
    {
        var device = request.Device;
        var unit = view.UnitOf(EdgeEvents.ReeferKind, device);
        var earliest = Instant.Min(request.From, request.LoadingAt ?? request.From) - thresholds.GapAfter - Margin;
        var latest = request.To + Margin;
        var readings = new List<Reading>();

        // Before the frames: what is sealed meanwhile is found twice, and counts once.
        var waiting = Waiting(device, Math.Max(unit.StorePosition, store.Start), cancellationToken);
        var frames = store.FramesOf(device);
        var there = new HashSet<long>();
        foreach (var entry in frames)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsOfAnotherTime(entry, earliest, latest))
            {
                _ = there.Add(entry.Window);
            }
            else if (store.ReadFrame(entry) is { } frame)
            {
                _ = there.Add(entry.Window);
                var all = FrameCodec.Decode(frame).Readings;
                _spans[(device, entry.Window)] = (all.Min(one => one.At), all.Max(one => one.At));
                Keep(all);
            }
        }

        Forget(device, there);
        Keep(waiting);
        var (windows, gaps) = await GoneAsync(device, unit.NextWindow, there, earliest, latest, cancellationToken);
        return new Evidence(readings, windows, gaps);

        // More than belongs, for whole seconds and for pre-cooling: the proof takes what is its own.
        void Keep(IEnumerable<Reading> more) =>
            readings.AddRange(more.Where(reading => reading.At >= earliest && reading.At <= latest));
    }

    private bool IsOfAnotherTime(FrameEntry entry, Instant earliest, Instant latest) =>
        _spans.TryGetValue((entry.Device, entry.Window), out var span)
        && (span.To < earliest || span.From > latest);

    private void Forget(string device, HashSet<long> there)
    {
        foreach (var key in _spans.Keys.Where(key => key.Device == device && !there.Contains(key.Window)))
        {
            _ = _spans.TryRemove(key, out _);
        }
    }

    /// <summary>The windows of an interval whose frames are gone, and the gaps that the log tells.</summary>
    private async Task<(IReadOnlyList<SealedWindow> Windows, IReadOnlyList<ReeferEvent.GapFound> Gaps)> GoneAsync(
        string device,
        long nextWindow,
        HashSet<long> there,
        Instant earliest,
        Instant latest,
        CancellationToken cancellationToken)
    {
        var oldest = there.Count > 0 ? there.Min() : nextWindow;
        var isHoley = there.Count < nextWindow - oldest;
        var reachesBack = there.Count > 0 && _spans.TryGetValue((device, oldest), out var span)
            && span.From <= earliest;

        // Frames go oldest first: where the oldest that is there is older than the interval, none of its own is gone.
        if (nextWindow == 1 || (!isHoley && (oldest == 1 || reachesBack)))
        {
            return ([], []);
        }

        var (windows, gaps) = (new List<SealedWindow>(), new List<ReeferEvent.GapFound>());
        var address = EntityAddress.Of(EdgeEvents.ReeferKind, device);
        for (var after = 0L;
            await journal.ReadEntityAsync(address, after, ReadMax, cancellationToken) is { Count: > 0 } records;
            after = records[^1].Seq)
        {
            foreach (var record in records)
            {
                switch (DepotCodecs.Reefers.Read(new EventName(record.EventType, record.EventVersion), record.Payload))
                {
                    case ReeferEvent.WindowSealed { Window: var window } when !there.Contains(window.Number)
                        && window.To >= earliest && window.From <= latest:
                        windows.Add(window);
                        break;
                    case ReeferEvent.GapFound gap:
                        gaps.Add(gap);
                        break;
                    default:
                        break;
                }
            }
        }

        return (windows, gaps);
    }

    /// <summary>The readings of a device from a position on.</summary>
    private List<Reading> Waiting(string device, long position, CancellationToken cancellationToken)
    {
        var readings = new List<Reading>();
        while (store.Read(position, ReadMax) is { Count: > 0 } records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            readings.AddRange(records
                .Where(one => one.Record.Kind == EdgeEvents.ReeferKind && one.Record.Device == device)
                .Select(one => one.Record.Reading));
            position = records[^1].Position;
        }

        return readings;
    }

    private sealed record Evidence(
        IReadOnlyList<Reading> Readings,
        IReadOnlyList<SealedWindow> Windows,
        IReadOnlyList<ReeferEvent.GapFound> Gaps);
}
