using System.IO.Pipelines;

namespace Oms.Mqtt.Client;

/// <summary>An open byte stream to a server, both ways.</summary>
public sealed class MqttTransport(PipeReader input, PipeWriter output, Func<ValueTask> close) : IAsyncDisposable
{
    /// <summary>What the server sends.</summary>
    public PipeReader Input { get; } = input;

    /// <summary>What goes to the server.</summary>
    public PipeWriter Output { get; } = output;

    /// <summary>Ends the stream at once; reads and writes under way fail or end.</summary>
    public ValueTask DisposeAsync() => close();
}
