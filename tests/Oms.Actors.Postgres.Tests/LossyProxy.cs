using System.Net;
using System.Net.Sockets;

namespace Oms.Actors.Postgres.Tests;

/// <summary>A way to the server that loses one request, or its answer, and the connection with it.</summary>
internal sealed class LossyProxy : IAsyncDisposable
{
    private const int Pass = 0;
    private const int LoseRequest = 1;
    private const int LoseAnswer = 2;

    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _server;
    private readonly Task _accepting;
    private int _next = Pass;

    public LossyProxy(int serverPort)
    {
        _server = new IPEndPoint(IPAddress.Loopback, serverPort);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Loses the next request that comes, before the server has it, or the answer to it.</summary>
    public void LoseNext(bool answer) => Volatile.Write(ref _next, answer ? LoseAnswer : LoseRequest);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(_server, _stop.Token);
                (client.NoDelay, server.NoDelay) = (true, true);
                _ = await Task.WhenAny(
                    CopyAsync(client.GetStream(), server.GetStream(), LoseRequest),
                    CopyAsync(server.GetStream(), client.GetStream(), LoseAnswer));
            }
            catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException)
            {
                // The connection ends, and that is what the test is about.
            }
        }
    }

    /// <summary>Passes bytes on until one side ends, or until they are the ones to lose.</summary>
    private async Task CopyAsync(NetworkStream from, NetworkStream to, int loses)
    {
        var buffer = new byte[16_384];
        while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            if (Interlocked.CompareExchange(ref _next, Pass, loses) == loses)
            {
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }
}
