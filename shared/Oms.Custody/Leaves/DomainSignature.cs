using System.Buffers;
using System.Security.Cryptography;

namespace Oms.Custody;

/// <summary>
/// ECDSA P-256 over SHA-256(domain, message): 64 bytes, r then s (IEEE P1363), with s in its lower half.
/// </summary>
/// <remarks>
/// For every signature (r, s) of ECDSA, (r, n - s) verifies too. Only the smaller s is made and taken, so a third
/// party cannot turn one signature into another one. The key's curve must be NIST P-256.
/// </remarks>
public static class DomainSignature
{
    /// <summary>The length of a signature in bytes.</summary>
    public const int Size = 64;

    private const int StackBytes = 2_048;

    // The order n of P-256 (SP 800-186, section 3.2.1.3), and half of it rounded down.
    private static readonly UInt256 Order = UInt256.FromHex(
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    private static readonly UInt256 HalfOrder = UInt256.FromHex(
        "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8");

    /// <param name="key">A private key on P-256.</param>
    /// <param name="domain">The kind of document, ending with a line feed.</param>
    /// <param name="message">The document.</param>
    /// <param name="signature">At least <see cref="Size"/> bytes; the first 64 are written.</param>
    public static void Sign(ECDsa key, ReadOnlySpan<byte> domain, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(domain, message, hash);
        if (!key.TrySignHash(
            hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out var written) || written != Size)
        {
            throw new CryptographicException("The key is not on P-256.");
        }

        Normalize(signature);
    }

    /// <summary>Whether a signature is this key's, and in its one allowed form.</summary>
    public static bool Verify(
        ECDsa key, ReadOnlySpan<byte> domain, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != Size || !IsLow(signature))
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(domain, message, hash);
        return key.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>Turns a signature's s into the smaller of s and n - s.</summary>
    /// <param name="signature">64 bytes, r then s, made by a signer of P-256.</param>
    public static void Normalize(Span<byte> signature)
    {
        var s = UInt256.Read(signature[32..]);
        if (HalfOrder < s)
        {
            (Order - s).Write(signature[32..]);
        }
    }

    /// <summary>Whether s is in its lower half.</summary>
    /// <param name="signature">64 bytes, r then s.</param>
    public static bool IsLow(ReadOnlySpan<byte> signature) => !(HalfOrder < UInt256.Read(signature[32..]));

    private static void Hash(ReadOnlySpan<byte> domain, ReadOnlySpan<byte> message, Span<byte> hash)
    {
        var length = domain.Length + message.Length;
        byte[]? rented = null;
        var input = length <= StackBytes
            ? stackalloc byte[StackBytes]
            : rented = ArrayPool<byte>.Shared.Rent(length);
        domain.CopyTo(input);
        message.CopyTo(input[domain.Length..]);
        _ = SHA256.HashData(input[..length], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>A 256-bit number, as far as signatures need it.</summary>
    private readonly record struct UInt256(UInt128 High, UInt128 Low)
    {
        public static UInt256 FromHex(string hex) => Read(Convert.FromHexString(hex));

        public static UInt256 Read(ReadOnlySpan<byte> octets)
        {
            var digest = Digest.FromBytes(octets);
            return new UInt256(digest.High, digest.Low);
        }

        public static bool operator <(UInt256 a, UInt256 b) => a.High < b.High || (a.High == b.High && a.Low < b.Low);

        public static bool operator >(UInt256 a, UInt256 b) => b < a;

        public static UInt256 operator -(UInt256 a, UInt256 b) =>
            unchecked(new UInt256(a.High - b.High - (a.Low < b.Low ? UInt128.One : UInt128.Zero), a.Low - b.Low));

        public void Write(Span<byte> output) => new Digest(High, Low).CopyTo(output);
    }
}
