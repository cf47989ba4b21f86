using System.Diagnostics.Metrics;
using Oms.Actors.Runtime;

namespace Oms.Actors.Diagnostics;

/// <summary>The measurements of the entity runtime: meter <c>Oms.Actors</c>.</summary>
public sealed class ActorsMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Oms.Actors";

    private readonly Meter _meter;
    private readonly Histogram<double> _commandDuration;
    private readonly Histogram<double> _appendDuration;
    private readonly Histogram<long> _batchRows;
    private readonly Counter<long> _fenced;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _crashes;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _reminders;
    private readonly Counter<long> _forwarded;
    private readonly Histogram<long> _confirmed;
    private readonly Histogram<double> _handOff;
    private readonly Counter<long> _takeovers;

    internal ActorsMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _commandDuration = _meter.CreateHistogram<double>(
            "oms.entity.command.duration", unit: "s", description: "From dequeue to durable answer.");
        _appendDuration = _meter.CreateHistogram<double>(
            "oms.journal.append.duration", unit: "s", description: "From the start of an append to its end.");
        _batchRows = _meter.CreateHistogram<long>(
            "oms.journal.batch.rows", unit: "{record}", description: "Records of one append.");
        _fenced = _meter.CreateCounter<long>(
            "oms.journal.batches.fenced", unit: "{batch}", description: "Appends refused because a shard was lost.");
        _failed = _meter.CreateCounter<long>(
            "oms.journal.batches.failed", unit: "{batch}", description: "Appends that failed or may have failed.");
        _crashes = _meter.CreateCounter<long>(
            "oms.entity.crashes", unit: "{crash}", description: "Commands on which a decider failed.");
        _refused = _meter.CreateCounter<long>(
            "oms.entity.overloaded", unit: "{command}", description: "Commands refused because a bound was full.");
        _reminders = _meter.CreateCounter<long>(
            "oms.entity.reminders.fired", unit: "{reminder}", description: "Reminders that were answered.");
        _forwarded = _meter.CreateCounter<long>(
            "oms.entity.forwarded", unit: "{command}", description: "Commands and reads sent to another node.");
        _confirmed = _meter.CreateHistogram<long>(
            "oms.entity.strict_reads", unit: "{read}", description: "Strict reads that one question confirmed.");
        _handOff = _meter.CreateHistogram<double>(
            "oms.shard.handoff.duration", unit: "s", description: "From giving a shard up to its next owner.");
        _takeovers = _meter.CreateCounter<long>(
            "oms.shard.takeovers", unit: "{shard}", description: "Shards taken from nodes that were declared dead.");

        // An alarm on how fast they grow sees their first step only from zero.
        _fenced.Add(0);
        _failed.Add(0);
        _reminders.Add(0);
        _forwarded.Add(0);
        _takeovers.Add(0);
    }

    internal bool TimesCommands => _commandDuration.Enabled;

    /// <summary>Shows queue depths while the system runs.</summary>
    internal void Observe(RuntimeCore core, Func<long> lag)
    {
        Show("oms.entity.live", "{entity}", "Entities in memory.", () => core.Entities);
        Show("oms.journal.uncommitted", "{record}", "Decided, not durable.", () => core.Lanes.Sum(l => l.Uncommitted));
        Show("oms.consumer.lag", "{record}", "Records the slowest is behind by.", lag);
        Show(
            "oms.shard.owned", "{shard}", "Shards that are this node's.",
            () => core.Shards.Count(shard => shard.Status is Writing.ShardStatus.Owned));
        Show(
            "oms.entity.strict_reads.waiting", "{read}", "Strict reads that wait to be confirmed.",
            () => core.Lanes.Sum(lane => lane.Index.Waiting));
        if (core is { Membership: { } membership, Router: { } router })
        {
            Show("oms.entity.forwarding", "{command}", "Sent to other nodes, or parked.", () => router.InFlight);
            _ = _meter.CreateObservableGauge(
                "oms.node.lease.left", () => membership.LeaseLeft.TotalSeconds, unit: "s",
                "How much longer the node may answer without a heartbeat.");
        }
    }

    internal void CommandAnswered(string kind, ReplyOutcome outcome, TimeSpan duration) => _commandDuration.Record(
        duration.TotalSeconds,
        new KeyValuePair<string, object?>("oms.entity.type", kind),
        new KeyValuePair<string, object?>("oms.entity.outcome", NameOf(outcome)));

    internal void Appended(int rows, TimeSpan duration)
    {
        _batchRows.Record(rows);
        _appendDuration.Record(duration.TotalSeconds);
    }

    internal void Fenced() => _fenced.Add(1);

    /// <param name="gap">How long nobody served the shard.</param>
    internal void HandedOver(TimeSpan gap) => _handOff.Record(gap.TotalSeconds);

    internal void TookOver() => _takeovers.Add(1);

    internal void AppendFailed() => _failed.Add(1);

    internal void Crashed(string kind) =>
        _crashes.Add(1, new KeyValuePair<string, object?>("oms.entity.type", kind));

    internal void Overloaded(string kind) =>
        _refused.Add(1, new KeyValuePair<string, object?>("oms.entity.type", kind));

    internal void Confirmed(int reads) => _confirmed.Record(reads);

    internal void Forwarded() => _forwarded.Add(1);

    internal void ReminderFired() => _reminders.Add(1);

    public void Dispose() => _meter.Dispose();

    private void Show(string name, string unit, string description, Func<long> value) =>
        _ = _meter.CreateObservableGauge(name, value, unit, description);

    private static string NameOf(ReplyOutcome outcome) => outcome switch
    {
        ReplyOutcome.Accepted => "accepted",
        ReplyOutcome.Rejected => "rejected",
        ReplyOutcome.IdReused => "id_reused",
        _ => "retriable",
    };
}
