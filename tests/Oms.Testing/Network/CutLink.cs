using System.Net;
using System.Net.Sockets;

namespace Oms.Testing.Network;

/// <summary>A way over TCP from callers to one server that a <see cref="CutNetwork"/> may cut, in one direction or in
/// both.</summary>
/// <remarks>A connection outlives a cut: bytes, and its end too, arrive once the way is mended.</remarks>
public sealed class CutLink : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CutNetwork _network;
    private readonly IPEndPoint _server;
    private readonly string _place;
    private readonly Func<int, string> _callerOf;
    private readonly Task _accepting;

    /// <param name="place">The name of the server's place.</param>
    /// <param name="callerOf">The name of the place where a connection begins, by its port on this machine.</param>
    public CutLink(CutNetwork network, IPEndPoint server, string place, Func<int, string> callerOf)
    {
        (_network, _server, _place, _callerOf) = (network, server, place, callerOf);
        _listener.Start();
        Address = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    /// <summary>Where to connect to.</summary>
    public IPEndPoint Address { get; }

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
        HashSet<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
                connections.RemoveWhere(connection => connection.IsCompleted);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException)
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
                client.NoDelay = server.NoDelay = true;
                var caller = _callerOf(((IPEndPoint)client.Client.RemoteEndPoint!).Port);
                await _network.PassAsync(caller, _place, _stop.Token);
                await server.ConnectAsync(_server, _stop.Token);
                _ = await Task.WhenAny(
                    CopyAsync(client.GetStream(), server.GetStream(), caller, _place),
                    CopyAsync(server.GetStream(), client.GetStream(), _place, caller));
            }
            catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException)
            {
                // The server is not there, or the test is over: either way the caller's connection ends.
            }
        }
    }

    private async Task CopyAsync(NetworkStream source, NetworkStream target, string from, string to)
    {
        try
        {
            var buffer = new byte[16_384];
            int count;
            do
            {
                count = await ReadAsync(source, buffer);
                await _network.PassAsync(from, to, _stop.Token);
                await target.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
            }
            while (count > 0);
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException
            or OperationCanceledException)
        {
            // One side is gone, and the other will see it.
        }
    }

    private async Task<int> ReadAsync(NetworkStream source, byte[] buffer)
    {
        try
        {
            return await source.ReadAsync(buffer, _stop.Token);
        }
        catch (IOException)
        {
            // A reset has to travel too.
            return 0;
        }
    }
}
