using System.Net;
using System.Net.Sockets;

namespace Oms.Actors.Postgres.Tests;

/// <summary>A way to the server that loses one append, or its answer, and the connection with it.</summary>
/// <remarks>An append is the only request of the tests that is long.</remarks>
internal sealed class LossyProxy : IAsyncDisposable
{
    private const int Pass = 0;
    private const int LoseRequest = 1;
    private const int LoseAnswer = 2;
    private const int LongBytes = 150;

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

    /// <summary>Loses the next append that comes, before the server has it, or the answer to it.</summary>
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
                var route = new Route();
                _ = await Task.WhenAny(
                    CopyRequestsAsync(client.GetStream(), server.GetStream(), route),
                    CopyAnswersAsync(server.GetStream(), client.GetStream(), route));
            }
            catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException)
            {
                // The connection ends, and that is what the test is about.
            }
        }
    }

    private async Task CopyRequestsAsync(NetworkStream client, NetworkStream server, Route route)
    {
        var buffer = new byte[16_384];
        while (await client.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            var loses = count < LongBytes ? Pass : Interlocked.Exchange(ref _next, Pass);
            if (loses == LoseRequest)
            {
                return;
            }

            route.LosesAnswer = loses == LoseAnswer;
            await server.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }

    private async Task CopyAnswersAsync(NetworkStream server, NetworkStream client, Route route)
    {
        var buffer = new byte[16_384];
        while (await server.ReadAsync(buffer, _stop.Token) is > 0 and var count && !route.LosesAnswer)
        {
            await client.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }

    private sealed class Route
    {
        private volatile bool _losesAnswer;

        /// <summary>Whether the answer to the request that is under way is to be lost.</summary>
        public bool LosesAnswer
        {
            get => _losesAnswer;
            set => _losesAnswer = value;
        }
    }
}
