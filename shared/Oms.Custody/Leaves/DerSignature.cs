using System.Formats.Asn1;

namespace Oms.Custody;

/// <summary>
/// ECDSA signatures as ASN.1 DER: <c>SEQUENCE { r INTEGER, s INTEGER }</c> (RFC 3279, section 2.2.3).
/// </summary>
public static class DerSignature
{
    private const int HalfBytes = DomainSignature.Size / 2;

    /// <param name="signature">64 bytes, r then s.</param>
    public static byte[] FromP1363(ReadOnlySpan<byte> signature)
    {
        var der = new AsnWriter(AsnEncodingRules.DER);
        using (der.PushSequence())
        {
            der.WriteIntegerUnsigned(Trim(signature[..HalfBytes]));
            der.WriteIntegerUnsigned(Trim(signature[HalfBytes..]));
        }

        return der.Encode();
    }

    /// <summary>Reads a signature for P-256 that is strictly DER.</summary>
    /// <param name="der">The bytes, with nothing after them.</param>
    /// <param name="signature">At least 64 bytes; r then s.</param>
    public static bool TryToP1363(ReadOnlySpan<byte> der, Span<byte> signature)
    {
        signature[..DomainSignature.Size].Clear();
        try
        {
            if (!AsnDecoder.TryReadEncodedValue(
                    der, AsnEncodingRules.DER, out var tag, out var start, out var length, out var total)
                || tag != Asn1Tag.Sequence || total != der.Length)
            {
                return false;
            }

            var content = der.Slice(start, length);
            var r = AsnDecoder.ReadIntegerBytes(content, AsnEncodingRules.DER, out var taken);
            var s = AsnDecoder.ReadIntegerBytes(content[taken..], AsnEncodingRules.DER, out var takenS);
            return taken + takenS == content.Length
                && Copy(r, signature[..HalfBytes])
                && Copy(s, signature.Slice(HalfBytes, HalfBytes));
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static bool Copy(ReadOnlySpan<byte> integer, Span<byte> half)
    {
        if ((integer[0] & 0x80) != 0)
        {
            return false;
        }

        var digits = Trim(integer);
        if (digits.Length > HalfBytes)
        {
            return false;
        }

        digits.CopyTo(half[(HalfBytes - digits.Length)..]);
        return true;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> integer)
    {
        var digits = integer.TrimStart((byte)0);
        return digits.Length == 0 ? integer[^1..] : digits;
    }
}
