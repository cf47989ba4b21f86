using System.Collections.Concurrent;
using System.Threading.Channels;
using Oms.Mqtt.Client;

namespace Oms.Mqtt.Tests.Support;

/// <summary>Gives a client connections in memory, whose other ends the test serves.</summary>
internal sealed class MemoryConnector : IMqttConnector
{
    private readonly Channel<MemoryConnection> _opened = Channel.CreateUnbounded<MemoryConnection>();
    private readonly ConcurrentBag<MemoryConnection> _all = [];

    /// <summary>Fails this many attempts before one succeeds.</summary>
    public int Failures { get; set; }

    public int Attempts { get; private set; }

    /// <summary>Served by this instead of the test, when set.</summary>
    public Action<MemoryConnection>? Serve { get; set; }

    public ValueTask<MqttTransport> ConnectAsync(CancellationToken cancellationToken)
    {
        Attempts++;
        if (Failures-- > 0)
        {
            throw new IOException("Nobody listens.");
        }

        var connection = new MemoryConnection();
        _all.Add(connection);
        Serve?.Invoke(connection);
        _opened.Writer.TryWrite(connection);
        return ValueTask.FromResult(new MqttTransport(
            connection.Client.Input,
            connection.Client.Output,
            async () =>
            {
                await connection.Client.Output.CompleteAsync();
                connection.Client.Input.CancelPendingRead();
            }));
    }

    public async Task<MemoryConnection> NextAsync() =>
        await _opened.Reader.ReadAsync().AsTask().WaitAsync(RawPeer.Patience);

    /// <summary>Ends every connection from the server's side.</summary>
    public void CloseAll()
    {
        foreach (var connection in _all)
        {
            connection.Transport.Output.Complete();
            connection.Transport.Input.Complete();
        }
    }
}
