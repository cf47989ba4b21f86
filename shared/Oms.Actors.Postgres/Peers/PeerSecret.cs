using System.Security.Cryptography;

namespace Oms.Actors.Postgres.Peers;

/// <summary>A secret that all nodes of a cluster share.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class PeerSecret
{
    /// <summary>The shortest secret. Bytes.</summary>
    public const int BytesMin = 32;

    private const int BytesMax = 4_096;

    private readonly byte[] _key;

    private PeerSecret(byte[] key) => _key = key;

    /// <summary>Reads the secret: the bytes of a file that only its owner may use, without a line end.</summary>
    /// <exception cref="PeerTrustException">The file is absent, unreadable, open to others, or not of
    /// <see cref="BytesMin"/> to 4 096 bytes.</exception>
    public static PeerSecret FromFile(string path)
    {
        var bytes = OwnersFile.Read(path, BytesMax);
        var key = bytes.AsSpan().TrimEnd("\r\n"u8).ToArray();
        return key.Length >= BytesMin
            ? new PeerSecret(key)
            : throw new PeerTrustException(
                $"The peers' secret in {path} has {key.Length} bytes, and {BytesMin} are needed. Make one, and copy it "
                + $"to every node: openssl rand -hex 32 > {path}");
    }

    internal byte[] Sign(ReadOnlySpan<byte> transcript) => HMACSHA256.HashData(_key, transcript);

    /// <summary>Whether a proof is that of a transcript. It takes as long for any proof of the right length.</summary>
    internal bool Verify(ReadOnlySpan<byte> transcript, ReadOnlySpan<byte> proof) =>
        CryptographicOperations.FixedTimeEquals(Sign(transcript), proof);
}
