using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Oms.Actors.Postgres.Peers;

/// <summary>Puts frames into a buffer and the buffer into a stream. One writer at a time.</summary>
internal sealed class FrameOutput(Stream stream, int payloadBytesMax, PeerServices services) : IDisposable
{
    // Many small frames share a write; one write does not keep the first of them waiting for long.
    private const int WriteBytes = 64 << 10;

    private readonly FrameBuffer _buffer = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { SkipValidation = true });

    public bool IsFull => _buffer.Length >= WriteBytes;

    /// <summary>Puts a frame behind the others; false, and nothing, when it cannot be written or is too long.</summary>
    public bool TryAdd<T>(FrameType type, ulong id, T payload, JsonTypeInfo<T> form)
    {
        var start = _buffer.Length;
        _ = _buffer.GetSpan(Framing.HeaderBytes);
        _buffer.Advance(Framing.HeaderBytes);
        if (!TrySerialize(payload, form) || _buffer.Length - start - Framing.HeaderBytes > payloadBytesMax)
        {
            _buffer.Truncate(start);
            return false;
        }

        Framing.WriteHeader(
            _buffer.Range(start, Framing.HeaderBytes), _buffer.Length - start - Framing.HeaderBytes, id, type);
        return true;
    }

    /// <summary>Puts a frame without a payload behind the others.</summary>
    public void Add(FrameType type, ulong id)
    {
        Framing.WriteHeader(_buffer.GetSpan(Framing.HeaderBytes)[..Framing.HeaderBytes], 0, id, type);
        _buffer.Advance(Framing.HeaderBytes);
    }

    /// <exception cref="IOException">The stream broke.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or the stream broke.</exception>
    public async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        if (_buffer.Length > 0)
        {
            await stream.WriteAsync(_buffer.Written, cancellationToken);
            services.Metrics.Sent(_buffer.Length);
            _buffer.Clear();
        }
    }

    /// <inheritdoc cref="WriteAsync"/>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    public void Dispose() => _json.Dispose();

    private bool TrySerialize<T>(T payload, JsonTypeInfo<T> form)
    {
        _json.Reset(_buffer);
        try
        {
            JsonSerializer.Serialize(_json, payload, form);
            _json.Flush();
            return true;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or ArgumentException
            or NotSupportedException or OverflowException)
        {
            // Half a value may wait in the writer: it must not reach the buffer later.
            _json.Reset(Stream.Null);
            return false;
        }
    }
}
