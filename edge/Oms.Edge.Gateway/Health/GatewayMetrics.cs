using System.Diagnostics.Metrics;
using NodaTime.Extensions;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Ingest;

namespace Oms.Edge.Gateway.Health;

/// <summary>The gateway's own figures, under the meter <see cref="MeterName"/>.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    public const string MeterName = "Oms.Edge";

    private const string Accepted = "accepted";
    private const string DeadLetter = "dead_letter";
    private const string Quarantined = "quarantined";

    private readonly Meter _meter;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _notDurable;

    public GatewayMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _messages = _meter.CreateCounter<long>(
            "oms.edge.messages", "{message}", "Messages of devices that had a durable effect, by outcome.");
        _notDurable = _meter.CreateCounter<long>(
            "oms.edge.messages.not_durable", "{message}", "Messages that were not acknowledged.");
    }

    public void Taken(IngestResult result) => _messages.Add(1, Outcome(result switch
    {
        IngestResult.Accepted => Accepted,
        IngestResult.DeadLetter => DeadLetter,
        _ => Quarantined,
    }));

    public void NotDurable() => _notDurable.Add(1);

    /// <summary>Adds the figures that are read off the depot when someone asks.</summary>
    public void Observe(DepotNode node)
    {
        // Shown from the start, so that a first one is a step.
        foreach (var outcome in (ReadOnlySpan<string>)[Accepted, DeadLetter, Quarantined])
        {
            _messages.Add(0, Outcome(outcome));
        }

        _ = _meter.CreateObservableGauge("oms.edge.log.high_water", () => node.Forwarder?.HighWater ?? 0, "{record}");
        _ = _meter.CreateObservableGauge("oms.edge.log.head", () => node.Head, "{record}");
        _ = _meter.CreateObservableGauge("oms.edge.telemetry.raw", () => node.Telemetry.RawBytes, "By");
        _ = _meter.CreateObservableGauge("oms.edge.telemetry.frames", () => node.Telemetry.FrameBytes, "By");
        _ = _meter.CreateObservableGauge("oms.edge.telemetry.behind", () => node.Windows.Behind, "By");
        _ = _meter.CreateObservableGauge("oms.edge.frames.missing", () => node.Telemetry.MissingCount, "{frame}");
        _ = _meter.CreateObservableGauge("oms.edge.dead_letters", () => node.DeadLetters.OpenCount, "{letter}");
        _ = _meter.CreateObservableGauge("oms.edge.visits.open", () => node.View.Flow.In.Count, "{visit}");
        _ = _meter.CreateObservableGauge(
            "oms.edge.assets.unreturned",
            () => node.View.Assets.Unreturned(node.Services.Time.ToClock().GetCurrentInstant()).Count,
            "{asset}");
        _ = _meter.CreateObservableGauge(
            "oms.edge.seals.unexplained",
            () => node.View.DoorsOpenedUnexplained(node.Services.Time.ToClock().GetCurrentInstant()),
            "{door}");
        _ = _meter.CreateObservableGauge("oms.edge.problems", () => node.Problems().Count, "{problem}");
    }

    private static KeyValuePair<string, object?> Outcome(string outcome) => new("oms.edge.outcome", outcome);

    public void Dispose() => _meter.Dispose();
}
