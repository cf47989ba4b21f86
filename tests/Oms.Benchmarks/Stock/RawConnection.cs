using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Oms.Benchmarks.Stock;

/// <summary>A keep-alive connection that sends prepared bytes and reads no more of an answer than is asked of it: so
/// the client leaves the processor to the server.</summary>
internal sealed class RawConnection : IDisposable
{
    private const int BufferBytes = 8 << 10;
    private const int StatusAt = 9;
    private const int StatusDigits = 3;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[BufferBytes];

    private static ReadOnlySpan<byte> EndOfHeaders => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> ContentLength => "Content-Length: "u8;

    private static ReadOnlySpan<byte> RetryAfter => "Retry-After: "u8;

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(IPAddress.Parse(server.Host), server.Port);
        return connection;
    }

    /// <summary>Sends a request and reads its answer.</summary>
    /// <returns>The status, and whether the answer says when to come again.</returns>
    /// <exception cref="IOException">The server closed the connection.</exception>
    /// <exception cref="InvalidDataException">The answer is longer than is read here, or has no length.</exception>
    public async Task<(int Status, bool HasRetryAfter)> SendAsync(ReadOnlyMemory<byte> request)
    {
        _ = await _socket.SendAsync(request);
        var (read, end) = (0, -1);
        while (end < 0 || read < end)
        {
            var got = await _socket.ReceiveAsync(_buffer.AsMemory(read));
            if (got == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            read += got;
            end = end < 0 ? EndOf(read) : end;
        }

        _ = Utf8Parser.TryParse(_buffer.AsSpan(StatusAt, StatusDigits), out int status, out _);
        return (status, _buffer.AsSpan(0, end).IndexOf(RetryAfter) >= 0);
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Where the answer ends; -1 while its headers are not all there.</summary>
    private int EndOf(int read)
    {
        var headers = _buffer.AsSpan(0, read).IndexOf(EndOfHeaders);
        if (headers < 0)
        {
            return read < BufferBytes ? -1 : throw new InvalidDataException("The headers are too long.");
        }

        var at = _buffer.AsSpan(0, headers).IndexOf(ContentLength);
        return at >= 0 && Utf8Parser.TryParse(_buffer.AsSpan(at + ContentLength.Length), out int length, out _)
            && headers + EndOfHeaders.Length + length <= BufferBytes
            ? headers + EndOfHeaders.Length + length
            : throw new InvalidDataException("The answer has no length, or is too long.");
    }
}
