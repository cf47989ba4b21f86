using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Oms.Custody;

namespace Oms.Transparency;

/// <summary>Keys of signed notes as text: <c>name+hex(key id)+base64(type, key)</c> (C2SP signed-note).</summary>
public static class NoteKey
{
    /// <summary>Ed25519 over the text.</summary>
    public const byte Ed25519Type = 0x01;

    /// <summary>ECDSA on P-256 over the SHA-256 of the text, as ASN.1 DER.</summary>
    public const byte EcdsaType = 0x02;

    /// <summary>Ed25519 over a checkpoint and the time it was seen at (C2SP tlog-cosignature).</summary>
    public const byte CosignatureType = 0x04;

    /// <summary>Whether a text can be a key's name.</summary>
    public static bool IsName(string name) =>
        name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');

    /// <summary>The name in a verifier key: whose it is, whatever kind of key it is.</summary>
    public static string NameOf(string vkey) => vkey.Split('+', 2)[0];

    /// <summary>Reads a verifier key.</summary>
    /// <exception cref="FormatException">It is no key of a known type, or its id is not its key's.</exception>
    public static INoteVerifier Parse(string vkey)
    {
        // A name holds no plus sign, base64 does.
        var parts = vkey.Split('+', 3);
        if (parts.Length != 3 || !IsName(parts[0]) || parts[1].Length != 8
            || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)
            || StrictBase64.TryDecode(parts[2]) is not { Length: > 1 } key)
        {
            throw new FormatException("A verifier key is name+id+base64.");
        }

        INoteVerifier? verifier = key[0] switch
        {
            Ed25519Type when key.Length == 1 + Ed25519Verifier.KeyBytes => new Ed25519Verifier(parts[0], key.AsSpan(1)),
            CosignatureType when key.Length == 1 + Ed25519Verifier.KeyBytes =>
                new CosignatureVerifier(parts[0], key.AsSpan(1)),
            EcdsaType when DevicePublicKey.TryImport(key.AsSpan(1)) is { } imported =>
                new EcdsaNoteVerifier(parts[0], imported),
            _ => null,
        };
        return verifier is null ? throw new FormatException("The verifier key is damaged or of an unknown type.")
            : verifier.ToVkey() == vkey ? verifier
            : throw new FormatException("The verifier key's id is not that of its key.");
    }

    /// <summary>The id of a key whose id is hashed over name, type and key.</summary>
    internal static uint Id(string name, byte type, ReadOnlySpan<byte> key) =>
        First4([.. Encoding.UTF8.GetBytes(name), (byte)'\n', type, .. key]);

    /// <summary>The first four bytes of a SHA-256.</summary>
    internal static uint First4(ReadOnlySpan<byte> data) => (uint)(Digest.Of(data).High >> 96);

    internal static string Format(INoteVerifier verifier, byte type, ReadOnlySpan<byte> key)
    {
        byte[] typed = [type, .. key];
        return string.Create(
            CultureInfo.InvariantCulture, $"{verifier.Name}+{verifier.KeyId:x8}+{Convert.ToBase64String(typed)}");
    }

    internal static string CheckedName(string name) =>
        IsName(name) ? name : throw new ArgumentException("A key's name has no white space and no plus.", nameof(name));

    /// <summary>The bytes of an id, as they stand before a signature.</summary>
    internal static byte[] IdBytes(uint id)
    {
        var octets = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, id);
        return octets;
    }
}
