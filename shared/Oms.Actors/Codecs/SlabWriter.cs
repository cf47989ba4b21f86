using System.Buffers;

namespace Oms.Actors.Codecs;

/// <summary>Carves records' bytes out of large arrays, so that a record costs no array of its own.</summary>
/// <remarks>An array lives as long as any record that was carved out of it. One writer a thread.</remarks>
internal sealed class SlabWriter : IBufferWriter<byte>
{
    // Below the 85 000 bytes from which arrays go to the large object heap.
    private const int SlabBytes = 64 << 10;

    [ThreadStatic]
    private static SlabWriter? _ofThread;

    private byte[] _slab = new byte[SlabBytes];
    private int _start;
    private int _end;

    public static SlabWriter OfThread => _ofThread ??= new SlabWriter();

    public void Begin() => _start = _end;

    /// <summary>What was written since <see cref="Begin"/>.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var taken = _slab.AsMemory(_start, _end - _start);
        _start = _end;
        return taken;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _slab.Length - _end);
        _end += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _slab.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _slab.AsSpan(_end);
    }

    private void Reserve(int sizeHint)
    {
        var needed = Math.Max(sizeHint, 256);
        if (_slab.Length - _end >= needed)
        {
            return;
        }

        var written = _end - _start;
        var slab = new byte[Math.Max(SlabBytes, (written + needed) * 2)];
        _slab.AsSpan(_start, written).CopyTo(slab);
        (_slab, _start, _end) = (slab, 0, written);
    }
}
