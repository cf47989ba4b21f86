using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Oms.Custody;

/// <summary>A SHA-256 value (FIPS 180-4). Compared by value; not in constant time, for it is never secret.</summary>
/// <param name="High">The first 16 bytes, big-endian.</param>
/// <param name="Low">The last 16 bytes, big-endian.</param>
public readonly record struct Digest(UInt128 High, UInt128 Low)
{
    /// <summary>The length in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>The length as hexadecimal text.</summary>
    public const int HexChars = 2 * Size;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>32 zero bytes: what the first record of a chain names as its predecessor.</summary>
    public static Digest Zero => default;

    /// <summary>The SHA-256 of some bytes.</summary>
    public static Digest Of(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Size];
        _ = SHA256.HashData(data, hash);
        return FromBytes(hash);
    }

    /// <param name="octets">At least <see cref="Size"/> bytes; the first 32 are taken.</param>
    public static Digest FromBytes(ReadOnlySpan<byte> octets) => new(
        BinaryPrimitives.ReadUInt128BigEndian(octets), BinaryPrimitives.ReadUInt128BigEndian(octets[16..]));

    /// <summary>Reads 64 lower-case hexadecimal digits and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<char> hex, out Digest digest)
    {
        digest = default;
        if (hex.Length != HexChars || hex.ContainsAnyExcept(LowerHex))
        {
            return false;
        }

        digest = new Digest(
            UInt128.Parse(hex[..32], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            UInt128.Parse(hex[32..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        return true;
    }

    /// <param name="output">At least <see cref="Size"/> bytes.</param>
    public void CopyTo(Span<byte> output)
    {
        BinaryPrimitives.WriteUInt128BigEndian(output, High);
        BinaryPrimitives.WriteUInt128BigEndian(output[16..], Low);
    }

    public byte[] ToArray()
    {
        var octets = new byte[Size];
        CopyTo(octets);
        return octets;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(HexChars, this, static (chars, digest) =>
    {
        Span<byte> octets = stackalloc byte[Size];
        digest.CopyTo(octets);
        _ = Convert.TryToHexStringLower(octets, chars, out _);
    });

    /// <summary>Writes <see cref="HexChars"/> lower-case hexadecimal digits as ASCII.</summary>
    internal void WriteHex(Span<byte> output)
    {
        Span<byte> octets = stackalloc byte[Size];
        CopyTo(octets);
        _ = Convert.TryToHexStringLower(octets, output, out _);
    }
}
