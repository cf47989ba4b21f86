namespace Oms.Mqtt.Session;

internal enum OutboundStage
{
    Waiting,
    Published,
    Released,
}

internal enum OutboundOutcome
{
    Acknowledged,
    Refused,
    Expired,
    TooLarge,
    Abandoned,
}

internal readonly record struct OutboundResult(OutboundOutcome Outcome, MqttReasonCode Reason);

/// <summary>A QoS 1 or 2 message on its way out, from the queue to its acknowledgement.</summary>
internal sealed class OutboundItem(MqttApplicationMessage message, MqttQualityOfServiceLevel qos, long enqueued)
{
    private readonly TaskCompletionSource<OutboundResult> _done =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MqttApplicationMessage Message { get; } = message;

    public MqttQualityOfServiceLevel QoS { get; } = qos;

    /// <summary>When it was handed over, in timestamps of the time provider: what expiry counts from.</summary>
    public long Enqueued { get; } = enqueued;

    public uint? SubscriptionIdentifier { get; init; }

    public bool Retain { get; init; }

    public OutboundStage Stage { get; set; }

    /// <summary>Zero until it was first sent.</summary>
    public ushort PacketId { get; set; }

    /// <summary>Whether it holds one of the send quota: it was published on the present connection (4.9).</summary>
    public bool IsCharged { get; set; }

    public Task<OutboundResult> Done => _done.Task;

    public void Finish(OutboundOutcome outcome, MqttReasonCode reason = MqttReasonCode.Success) =>
        _done.TrySetResult(new OutboundResult(outcome, reason));
}
