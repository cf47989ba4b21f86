using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Oms.Entities;

/// <summary>Identifies one command for ever, so that a repeated one has one effect. A UUID (RFC 9562).</summary>
public readonly record struct CommandId(Guid Value)
{
    /// <summary>A version 7 UUID: Unix milliseconds, then random bits. For clients and devices.</summary>
    /// <param name="unixMilliseconds">The time of making, from 0 to 2^48 - 1.</param>
    /// <param name="random">At least 10 random bytes.</param>
    public static CommandId Version7(long unixMilliseconds, ReadOnlySpan<byte> random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(unixMilliseconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(unixMilliseconds, 1L << 48);
        Span<byte> uuid = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(uuid, unixMilliseconds << 16);
        random[..10].CopyTo(uuid[6..]);
        return Stamp(uuid, version: 7);
    }

    /// <summary>A version 5 UUID: SHA-1 of a namespace and a name. For ids derived from what caused the
    /// command.</summary>
    /// <param name="space">The namespace; its bytes are taken in network order (RFC 9562, section 5.5).</param>
    /// <param name="name">Any text; it is hashed as UTF-8.</param>
    public static CommandId Version5(Guid space, string name)
    {
        var input = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        _ = space.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, input.AsSpan(16));
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input, hash);
        return Stamp(hash[..16], version: 5);
    }

    /// <summary>Whether it is a version 7 UUID, and so carries <see cref="UnixMilliseconds"/>.</summary>
    public bool IsVersion7 => Value.Version == 7;

    /// <summary>The time of making of a version 7 id; meaningless for others.</summary>
    public long UnixMilliseconds
    {
        get
        {
            Span<byte> uuid = stackalloc byte[16];
            _ = Value.TryWriteBytes(uuid, bigEndian: true, out _);
            return (long)(BinaryPrimitives.ReadUInt64BigEndian(uuid) >> 16);
        }
    }

    public override string ToString() => Value.ToString("D");

    private static CommandId Stamp(Span<byte> uuid, int version)
    {
        uuid[6] = (byte)((uuid[6] & 0x0F) | (version << 4));
        uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80);
        return new CommandId(new Guid(uuid, bigEndian: true));
    }
}
