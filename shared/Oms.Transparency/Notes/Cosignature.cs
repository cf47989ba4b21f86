using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Oms.Transparency;

/// <summary>What a witness signs: <c>cosignature/v1</c>, the time, the checkpoint (C2SP tlog-cosignature).</summary>
public static class Cosignature
{
    /// <summary>The length: 8 bytes of Unix seconds, big-endian, and an Ed25519 signature.</summary>
    public const int Size = sizeof(long) + Ed25519Verifier.SignatureBytes;

    /// <summary>The last second that a time can be: 9999-12-31T23:59:59Z.</summary>
    internal const long UnixSecondsMax = 253_402_300_799;

    /// <summary>The time of a cosignature in Unix seconds; it is only true of one that verifies.</summary>
    public static long Time(ReadOnlySpan<byte> signature) => BinaryPrimitives.ReadInt64BigEndian(signature);

    internal static byte[] Message(long unixSeconds, ReadOnlySpan<byte> checkpoint) =>
    [
        .. Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {unixSeconds}\n")),
        .. checkpoint,
    ];
}
