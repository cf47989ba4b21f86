using Microsoft.Extensions.Logging;
using NodaTime;

namespace Oms.Mqtt.Ingest;

/// <summary>Delivers wills, at once or after their delay (3.1.3.2.2), again when the host could not keep one.</summary>
/// <remarks>Bounded by the number of sessions: there is at most one delayed will for a client identifier.</remarks>
internal sealed class IngestWills(
    IMqttIngest sink, IClock clock, TimeProvider time, MqttIngestMetrics metrics, ILogger log)
{
    private const int AttemptsMax = 5;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (IngestWill Will, long Due)> _delayed = new(StringComparer.Ordinal);

    public void Delay(IngestWill will, double seconds)
    {
        lock (_gate)
        {
            _delayed[will.ClientId] = (will, time.GetTimestamp() + (long)(seconds * time.TimestampFrequency));
        }
    }

    /// <summary>The device came back: a resumed session cancels its will, a new one releases it (3.1.3.2.2).</summary>
    public void Returned(string clientId, bool isResumed)
    {
        IngestWill? due = null;
        lock (_gate)
        {
            if (_delayed.Remove(clientId, out var entry) && !isResumed)
            {
                due = entry.Will;
            }
        }

        if (due is not null)
        {
            _ = DeliverAsync(due);
        }
    }

    public void Tick()
    {
        List<IngestWill>? due = null;
        lock (_gate)
        {
            if (_delayed.Count == 0)
            {
                return;
            }

            var now = time.GetTimestamp();
            foreach (var (_, (will, at)) in _delayed)
            {
                if (at <= now)
                {
                    (due ??= []).Add(will);
                }
            }

            foreach (var will in due ?? [])
            {
                _delayed.Remove(will.ClientId);
            }
        }

        foreach (var will in due ?? [])
        {
            _ = DeliverAsync(will);
        }
    }

    /// <summary>Hands the will to the host until it is durable or the attempts are used up. Never throws.</summary>
    public async Task DeliverAsync(IngestWill will)
    {
        var message = new MqttIngestMessage(
            will.Device, will.ClientId, clock.GetCurrentInstant(), will.Message, IsDuplicate: false, IsWill: true);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await sink.HandleAsync(message);
                metrics.Will(isDurable: true);
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // Whatever the host threw, the will is not durable; nobody else is left to send it again.
                if (attempt == AttemptsMax)
                {
                    metrics.Will(isDurable: false);
                    log.WillLost(failure, will.ClientId, attempt);
                    return;
                }
            }

            await Task.Delay(RetryAfter * attempt, time);
        }
    }
}
