using System.Collections.Concurrent;
using System.Threading.Channels;
using Oms.Mqtt.Ingest;

namespace Oms.Mqtt.Tests.Support;

/// <summary>A host that records what it is given and says "durable" at once, or when the test says so.</summary>
internal sealed class RecordingIngest : IMqttIngest
{
    private readonly Channel<Handled> _arrived = Channel.CreateUnbounded<Handled>();

    public sealed record Handled(MqttIngestMessage Message, byte[] Payload)
    {
        /// <summary>Completed by the test when it holds messages back.</summary>
        public TaskCompletionSource<MqttReasonCode> Durable { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public ConcurrentQueue<Handled> Messages { get; } = new();

    /// <summary>Whether messages wait for the test.</summary>
    public bool HoldsBack { get; set; }

    /// <summary>Thrown for every message, when set.</summary>
    public Exception? Failure { get; set; }

    public MqttReasonCode Answer { get; set; } = MqttReasonCode.Success;

    public async ValueTask<MqttReasonCode> HandleAsync(MqttIngestMessage message)
    {
        var handled = new Handled(message, message.Message.Payload.ToArray());
        Messages.Enqueue(handled);
        _arrived.Writer.TryWrite(handled);
        if (Failure is { } failure)
        {
            throw failure;
        }

        return HoldsBack ? await handled.Durable.Task : Answer;
    }

    /// <summary>Waits for the next message that this method has not returned yet.</summary>
    public async Task<Handled> NextAsync() => await _arrived.Reader.ReadAsync().AsTask().WaitAsync(RawPeer.Patience);
}
