using System.Security.Cryptography;
using Oms.Custody;
using Oms.Transparency;

namespace Oms.Central.Hosting;

/// <summary>The centre's own secrets: the root of trust, the log's key, and what enrolment codes are made
/// from.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class CentralKeys : IDisposable
{
    private const int SecretBytes = 32;

    private readonly Lock _turn = new();
    private readonly DeviceKey _root;
    private readonly DeviceKey _log;
    private readonly EcdsaNoteSigner _signer;
    private readonly byte[] _secret;

    private CentralKeys(DeviceKey root, DeviceKey log, byte[] secret, string origin)
    {
        (_root, _log, _secret, Origin) = (root, log, secret, origin);
        _signer = new EcdsaNoteSigner(origin, log);
        RootSpki = root.PublicKey.Spki.ToArray();
        LogVkey = _signer.Verifier.ToVkey();
    }

    /// <summary>The log's name, the first line of its checkpoints.</summary>
    public string Origin { get; }

    /// <summary>The root's SubjectPublicKeyInfo.</summary>
    public ReadOnlyMemory<byte> RootSpki { get; }

    /// <summary>The log's verifier key (C2SP signed-note).</summary>
    public string LogVkey { get; }

    /// <summary>Reads the keys from a folder; makes the ones that are not there, with mode 0600.</summary>
    /// <exception cref="KeyFileException">A file is damaged or can be read by others.</exception>
    public static CentralKeys LoadOrCreate(string folder, string origin)
    {
        Directory.CreateDirectory(folder);
        return new CentralKeys(
            KeyAt(Path.Combine(folder, "root.pem")),
            KeyAt(Path.Combine(folder, "log.pem")),
            SecretAt(Path.Combine(folder, "enrolment.secret")),
            origin);
    }

    /// <summary>Tells whether two nodes make the same enrolment codes, and does not tell the secret.</summary>
    public string EnrolmentFingerprint => EnrolmentCode(Guid.Empty);

    /// <summary>Signs a checkpoint.</summary>
    public string SignCheckpoint(long size, Digest root)
    {
        lock (_turn)
        {
            return SignedNote.Sign(new Checkpoint(Origin, size, root).ToText(), _signer).ToString();
        }
    }

    /// <summary>States that a key is a gateway's.</summary>
    public DepotKeyCertificate Certify(DepotKeyStatement statement)
    {
        lock (_turn)
        {
            return DepotKeyCertificate.Issue(statement, _root);
        }
    }

    /// <summary>States that a gateway's key counts no longer.</summary>
    public KeyRevocation Revoke(DepotKeyStatement key, long fromLogIndex, string reason)
    {
        lock (_turn)
        {
            return KeyRevocation.Issue(key, fromLogIndex, reason, key.Issued, _root);
        }
    }

    /// <summary>The code for a request: the same request gets the same code, so it need not be stored.</summary>
    public string EnrolmentCode(Guid request)
    {
        const int CodeBytes = 15;
        var mac = HMACSHA256.HashData(_secret, request.ToByteArray());
        return Convert.ToHexStringLower(mac.AsSpan(0, CodeBytes));
    }

    /// <summary>A key of 32 bytes for one purpose; it follows from the centre's own secret.</summary>
    public byte[] Derive(string purpose) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, _secret, SecretBytes, info: System.Text.Encoding.UTF8.GetBytes(purpose));

    public void Dispose()
    {
        _root.Dispose();
        _log.Dispose();
    }

    private static DeviceKey KeyAt(string path)
    {
        if (File.Exists(path))
        {
            return DeviceKey.Load(path);
        }

        var key = DeviceKey.Create();
        key.Save(path);
        return key;
    }

    private static byte[] SecretAt(string path)
    {
        if (!File.Exists(path))
        {
            PrivateFile.Write(path, RandomNumberGenerator.GetBytes(SecretBytes));
        }

        var secret = File.ReadAllBytes(path);
        return secret.Length == SecretBytes
            ? secret
            : throw new InvalidDataException($"{path} is damaged; put it back from a backup.");
    }
}
