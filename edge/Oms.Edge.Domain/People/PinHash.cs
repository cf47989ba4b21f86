using System.Globalization;
using System.Security.Cryptography;

namespace Oms.Edge.People;

/// <summary>A PIN as a file keeps it: <c>pbkdf2-sha256:ITERATIONS:SALT:KEY</c>, salt and key in base64.</summary>
/// <remarks>
/// PBKDF2 with HMAC-SHA-256: RFC 8018, section 5.2. A PIN has few values, so the hash only slows down whoever has
/// stolen the file; at the kiosk a lock after wrong ones protects it.
/// </remarks>
public static class PinHash
{
    public const int DigitsMin = 6;
    public const int DigitsMax = 12;

    /// <summary>Bytes of salt that a new hash should have; NIST SP 800-132, section 5.1, asks for 16.</summary>
    public const int SaltBytes = 16;

    /// <summary>Iterations of a new hash: about half a second on a Raspberry Pi 4.</summary>
    public const int Iterations = 600_000;

    /// <summary>Fewer are refused; more would let a file hold up whoever signs in.</summary>
    private const int IterationsMin = 100_000;
    private const int IterationsMax = 10_000_000;
    private const int KeyBytes = 32;
    private const string Name = "pbkdf2-sha256";

    /// <summary>Whether a text can be a PIN: <see cref="DigitsMin"/> to <see cref="DigitsMax"/> digits.</summary>
    public static bool IsPin(string text) =>
        text.Length is >= DigitsMin and <= DigitsMax && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>Hashes a PIN.</summary>
    /// <param name="salt">Fresh random bytes, <see cref="SaltBytes"/> of them.</param>
    /// <exception cref="ArgumentException">It is no PIN, or the salt is too short.</exception>
    public static string Of(string pin, ReadOnlySpan<byte> salt)
    {
        if (!IsPin(pin))
        {
            throw new ArgumentException($"A PIN has {DigitsMin} to {DigitsMax} digits.", nameof(pin));
        }

        if (salt.Length < SaltBytes)
        {
            throw new ArgumentException($"The salt must have at least {SaltBytes} bytes.", nameof(salt));
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}:{Iterations}:{Convert.ToBase64String(salt)}:{Convert.ToBase64String(Key(pin, salt, Iterations))}");
    }

    /// <summary>Whether a text is a hash of the form above.</summary>
    public static bool IsHash(string text) => TryRead(text, out _, out _, out _);

    /// <summary>Whether a PIN is the one that was hashed; takes the same time for every wrong one.</summary>
    public static bool Matches(string hash, string pin) =>
        TryRead(hash, out var iterations, out var salt, out var key)
        && CryptographicOperations.FixedTimeEquals(Key(pin, salt, iterations), key);

    private static byte[] Key(string pin, ReadOnlySpan<byte> salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(pin, salt, iterations, HashAlgorithmName.SHA256, KeyBytes);

    private static bool TryRead(string text, out int iterations, out byte[] salt, out byte[] key)
    {
        (iterations, salt, key) = (0, [], []);
        return text.Split(':') is [Name, var count, var saltText, var keyText]
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out iterations)
            && iterations is >= IterationsMin and <= IterationsMax
            && TryDecode(saltText, out salt) && salt.Length >= SaltBytes
            && TryDecode(keyText, out key) && key.Length == KeyBytes;
    }

    private static bool TryDecode(string text, out byte[] octets)
    {
        var buffer = new byte[text.Length];
        var isGood = Convert.TryFromBase64String(text, buffer, out var length);
        octets = buffer[..length];
        return isGood;
    }
}
