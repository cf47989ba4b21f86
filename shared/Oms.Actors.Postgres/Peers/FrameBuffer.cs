using System.Buffers;

namespace Oms.Actors.Postgres.Peers;

/// <summary>Bytes that are on their way out; frames are put behind each other. One writer.</summary>
internal sealed class FrameBuffer : IBufferWriter<byte>
{
    private const int StartBytes = 16 << 10;
    private const int KeptBytesMax = 1 << 20;
    private const int RoomBytesMin = 256;

    private byte[] _bytes = new byte[StartBytes];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Bytes that were written, to be changed.</summary>
    public Span<byte> Range(int start, int length) => _bytes.AsSpan(start, length);

    public void Truncate(int length) => Length = length;

    /// <summary>Forgets all; lets a buffer go that an unusually long frame has made large.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptBytesMax)
        {
            _bytes = new byte[StartBytes];
        }
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - Length);
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    private void Reserve(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, RoomBytesMin);
        if (_bytes.Length < needed)
        {
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        }
    }
}
