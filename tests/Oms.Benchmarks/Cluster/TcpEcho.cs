using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Oms.Benchmarks.Cluster;

/// <summary>A bare connection over loopback: for every so many bytes that come, so many go back.</summary>
internal sealed class TcpEcho : IAsyncDisposable
{
    private const int BufferBytes = 64 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly int _askBytes;
    private readonly int _answerBytes;
    private readonly Task _answering;

    public TcpEcho(int askBytes, int answerBytes)
    {
        (_askBytes, _answerBytes) = (askBytes, answerBytes);
        _listener.Start();
        _answering = AnswerAsync();
        _client.Connect((IPEndPoint)_listener.LocalEndpoint);
    }

    /// <summary>Keeps so many asks on their way until all are answered.</summary>
    /// <param name="tripped">Called with the time of each round trip, when one is on its way at a time.</param>
    public async Task AskAsync(int asks, int inFlight, Action<TimeSpan>? tripped = null)
    {
        var stream = _client.GetStream();
        var (question, buffer) = (new byte[_askBytes * inFlight], new byte[BufferBytes]);
        var (sent, answered, pending) = (0, 0, 0);
        for (var room = inFlight; answered < asks;)
        {
            var batch = Math.Min(room, asks - sent);
            var started = Stopwatch.GetTimestamp();
            await stream.WriteAsync(question.AsMemory(0, batch * _askBytes));
            sent += batch;
            room = 0;
            while (room == 0)
            {
                pending += await stream.ReadAsync(buffer);
                (room, pending) = (pending / _answerBytes, pending % _answerBytes);
            }

            tripped?.Invoke(Stopwatch.GetElapsedTime(started));
            answered += room;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _answering;
        _listener.Dispose();
    }

    private async Task AnswerAsync()
    {
        using var peer = await _listener.AcceptTcpClientAsync();
        peer.NoDelay = true;
        var stream = peer.GetStream();
        var (buffer, answer) = (new byte[BufferBytes], new byte[((BufferBytes / _askBytes) + 2) * _answerBytes]);
        for (var pending = 0; await stream.ReadAsync(buffer) is > 0 and var read;)
        {
            pending += read;
            var asks = pending / _askBytes;
            pending %= _askBytes;
            await stream.WriteAsync(answer.AsMemory(0, asks * _answerBytes));
        }
    }
}
