using System.Diagnostics.Metrics;

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
    }

    internal bool TimesCommands => _commandDuration.Enabled;

    /// <summary>Shows queue depths while the system runs.</summary>
    internal void Observe(Func<long> entities, Func<long> uncommitted, Func<long> lag)
    {
        _meter.CreateObservableGauge("oms.entity.live", entities, unit: "{entity}", "Entities in memory.");
        _meter.CreateObservableGauge("oms.journal.uncommitted", uncommitted, unit: "{record}", "Decided, not durable.");
        _meter.CreateObservableGauge("oms.consumer.lag", lag, unit: "{record}", "Records the slowest is behind by.");
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

    internal void AppendFailed() => _failed.Add(1);

    internal void Crashed(string kind) =>
        _crashes.Add(1, new KeyValuePair<string, object?>("oms.entity.type", kind));

    internal void Overloaded(string kind) =>
        _refused.Add(1, new KeyValuePair<string, object?>("oms.entity.type", kind));

    internal void Confirmed(int reads) => _confirmed.Record(reads);

    internal void Forwarded() => _forwarded.Add(1);

    internal void ReminderFired() => _reminders.Add(1);

    public void Dispose() => _meter.Dispose();

    private static string NameOf(ReplyOutcome outcome) => outcome switch
    {
        ReplyOutcome.Accepted => "accepted",
        ReplyOutcome.Rejected => "rejected",
        ReplyOutcome.IdReused => "id_reused",
        _ => "retriable",
    };
}
