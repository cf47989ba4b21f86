using Oms.Actors;
using Oms.Custody.Temperature;
using Oms.Edge.Readings;
using Oms.Edge.Reefers;
using Oms.Entities;

namespace Oms.Edge.Gateway.Telemetry;

/// <summary>Judges loads by the readings that are stored here: sealed frames, and those that wait for their
/// window.</summary>
/// <remarks>What was dropped for want of space is a gap, so it proves nothing. Thread-safe.</remarks>
internal sealed class TemperatureProofs(
    TelemetryStore store,
    IShardRegion<Reefer, ReeferCommand, ReeferEvent, ReeferRejection> reefers,
    TemperatureThresholds thresholds)
{
    private const int ReadMax = 1_024;

    /// <summary>Judges a load for the first time.</summary>
    public async Task<TemperatureVerdict> JudgeAsync(
        TemperatureProofRequest request, CancellationToken cancellationToken) =>
        TemperatureProof.Judge(request, await SamplesAsync(request, cancellationToken), thresholds);

    /// <summary>Judges a load again, as where readings came late.</summary>
    /// <returns>The same verdict where nothing has changed, else the next version.</returns>
    public async Task<TemperatureVerdict> ReviseAsync(
        TemperatureVerdict previous, CancellationToken cancellationToken) =>
        TemperatureProof.Revise(
            previous, previous.Request, await SamplesAsync(previous.Request, cancellationToken), thresholds);

    private async Task<List<TemperatureSample>> SamplesAsync(
        TemperatureProofRequest request, CancellationToken cancellationToken)
    {
        var unit = EntityAddress.Of(EdgeEvents.ReeferKind, request.Device);
        var sealedUpTo = (await reefers.ReadAsync(unit, cancellationToken)).State.StorePosition;

        var samples = new List<TemperatureSample>();

        // Before the frames: what is sealed meanwhile is found twice, and counts once.
        var readings = Waiting(request.Device, Math.Max(sealedUpTo, store.Start), cancellationToken);
        foreach (var entry in store.FramesOf(request.Device))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (store.ReadFrame(entry) is { } frame)
            {
                Keep(FrameCodec.Decode(frame).Readings);
            }
        }

        Keep(readings);
        return samples;

        void Keep(IEnumerable<Reading> more) =>
            samples.AddRange(more
                .Where(reading => reading.At >= request.From && reading.At <= request.To)
                .Select(reading => TemperatureSamples.Of(reading, request.Zone)));
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
}
