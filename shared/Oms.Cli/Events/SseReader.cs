using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Oms.Cli.Api;

namespace Oms.Cli.Events;

/// <summary>Reads server-sent events (WHATWG HTML, section 9.2) with lines that end in LF or CRLF.</summary>
internal sealed class SseReader(Stream stream, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The longest line, and the most data of one event. Bytes and characters.</summary>
    public const int EventMax = 16 << 20;

    /// <summary>How long a stream may be silent. The centre says at least every 15 s that it is still there.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(45);

    private readonly PipeReader _pipe = PipeReader.Create(stream);
    private string? _id;

    public ValueTask DisposeAsync() => _pipe.CompleteAsync();

    /// <summary>The next event, or how far the stream is; null when it has ended. What was cut off is
    /// none.</summary>
    /// <exception cref="IOException">The stream broke, or was silent for too long.</exception>
    /// <exception cref="NoApiException">An event is larger than any that the system sends.</exception>
    public async Task<SseEvent?> ReadAsync(CancellationToken cancellationToken)
    {
        List<string> data = [];
        var (length, named) = (0, false);
        while (await ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Count > 0 || named)
                {
                    return new SseEvent(_id, data.Count > 0 ? string.Join('\n', data) : null);
                }

                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? string.Empty : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            if (name == "data")
            {
                length += value.Length + 1;
                data.Add(length <= EventMax ? value : throw TooLarge());
            }
            else if (name == "id" && !value.Contains('\0', StringComparison.Ordinal))
            {
                (_id, named) = (value, true);
            }
        }

        return null;
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        // What was searched once is not searched again, or a long line would take the square of its length.
        var searched = 0L;
        while (true)
        {
            var read = await ReadPipeAsync(cancellationToken);
            var buffer = read.Buffer;
            if (buffer.Slice(searched).PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.UTF8.GetString(buffer.Slice(0, end));
                _pipe.AdvanceTo(buffer.GetPosition(1, end));
                return line.EndsWith('\r') ? line[..^1] : line;
            }

            searched = buffer.Length;
            _pipe.AdvanceTo(buffer.Start, buffer.End);
            if (searched > EventMax)
            {
                throw TooLarge();
            }

            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    private async Task<ReadResult> ReadPipeAsync(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(SilenceMax, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            return await _pipe.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"Nothing came for {SilenceMax.TotalSeconds} s.");
        }
    }

    private static NoApiException TooLarge() => new($"An event is larger than {EventMax} bytes.");
}
