using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Oms.Custody;

namespace Oms.Transparency;

/// <summary>The keys from which evidence is trusted. They reach the verifier on a way of their own.</summary>
/// <param name="Roots">The SubjectPublicKeyInfo of each root key that may sign certificates.</param>
/// <param name="LogVkeys">The keys of the logs that may sign checkpoints.</param>
/// <param name="WitnessVkeys">The keys of the witnesses that may sign a checkpoint too.</param>
public sealed record TrustRoot(
    IReadOnlyList<ReadOnlyMemory<byte>> Roots,
    IReadOnlyList<string> LogVkeys,
    IReadOnlyList<string> WitnessVkeys)
{
    private const string QuorumWord = "quorum ";
    private readonly int? _quorum;

    /// <summary>The file of root keys: one or more PEM blocks <c>PUBLIC KEY</c>.</summary>
    public const string RootFile = "root.spki";

    /// <summary>The file of log keys: one verifier key (C2SP signed-note) a line.</summary>
    public const string LogFile = "log.vkey";

    /// <summary>
    /// The file of witness keys, one a line; it may be absent. A first line <c>quorum K</c> says how many must have
    /// signed; without it all of them must.
    /// </summary>
    public const string WitnessFile = "witness.vkey";

    /// <summary>The file of revoked keys: one <see cref="KeyRevocation"/> a line; it may be absent.</summary>
    public const string RevocationFile = "revoked.jsonl";

    /// <summary>How many witnesses there are: keys of one name are one witness, which has changed its key.</summary>
    public int WitnessCount => WitnessVkeys.Select(NoteKey.NameOf).Distinct(StringComparer.Ordinal).Count();

    /// <summary>How many witnesses must have signed a checkpoint: all by default.</summary>
    public int Quorum
    {
        get => _quorum ?? WitnessCount;
        init => _quorum = value;
    }

    /// <summary>Keys that count no longer, each from a log index on.</summary>
    public IReadOnlyList<KeyRevocation> Revocations { get; init; } = [];

    /// <summary>Reads a folder of keys.</summary>
    /// <exception cref="InvalidDataException">A file is absent, empty or damaged; the message names it.</exception>
    public static TrustRoot Load(string folder)
    {
        var roots = ReadRoots(Path.Combine(folder, RootFile));
        var witnesses = Path.Combine(folder, WitnessFile);
        var revocations = Path.Combine(folder, RevocationFile);
        var (quorum, vkeys) = File.Exists(witnesses) ? ReadWitnesses(witnesses) : (null, []);
        var root = new TrustRoot(roots, ReadVkeys(Path.Combine(folder, LogFile), Lines), vkeys);
        if (quorum > root.WitnessCount)
        {
            throw new InvalidDataException($"{witnesses} demands {quorum} witnesses and names {root.WitnessCount}.");
        }

        return root with
        {
            Quorum = quorum ?? root.WitnessCount,
            Revocations = File.Exists(revocations) ? ReadRevocations(revocations, roots) : [],
        };
    }

    /// <summary>Writes the folder that <see cref="Load"/> reads, and makes it where it is not there.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        var pem = string.Concat(Roots.Select(root => PemEncoding.WriteString("PUBLIC KEY", root.Span) + "\n"));
        File.WriteAllText(Path.Combine(folder, RootFile), pem);
        File.WriteAllLines(Path.Combine(folder, LogFile), LogVkeys);
        if (WitnessVkeys.Count > 0)
        {
            string[] quorum = Quorum == WitnessCount
                ? []
                : [string.Create(CultureInfo.InvariantCulture, $"{QuorumWord}{Quorum}")];
            File.WriteAllLines(Path.Combine(folder, WitnessFile), [.. quorum, .. WitnessVkeys]);
        }

        if (Revocations.Count > 0)
        {
            File.WriteAllLines(
                Path.Combine(folder, RevocationFile), Revocations.Select(one => Encoding.UTF8.GetString(one.Encode())));
        }
    }

    private static (int? Quorum, List<string> Vkeys) ReadWitnesses(string path)
    {
        int? quorum = null;
        var vkeys = ReadVkeys(path, text =>
        {
            var lines = Lines(text);
            if (lines.Length == 0 || !lines[0].StartsWith(QuorumWord, StringComparison.Ordinal))
            {
                return lines;
            }

            quorum = int.TryParse(
                lines[0].AsSpan(QuorumWord.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? count
                : throw new InvalidDataException($"{path}: after 'quorum' stands a number of witnesses.");
            return lines[1..];
        });
        return (quorum, vkeys);
    }

    private static List<KeyRevocation> ReadRevocations(string path, List<ReadOnlyMemory<byte>> roots)
    {
        var revocations = new List<KeyRevocation>();
        foreach (var line in Lines(Read(path)))
        {
            var read = KeyRevocation.TryDecode(Encoding.UTF8.GetBytes(line))
                ?? throw new InvalidDataException($"{path}, line {revocations.Count + 1}: it is no revocation.");
            if (!roots.Any(root =>
            {
                using var key = DevicePublicKey.TryImport(root.Span);
                return key is not null && read.IsBy(key);
            }))
            {
                throw new InvalidDataException($"{path}, line {revocations.Count + 1}: no trusted root signed it.");
            }

            revocations.Add(read);
        }

        return revocations;
    }

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static List<ReadOnlyMemory<byte>> ReadRoots(string path)
    {
        var rest = Read(path).AsSpan();
        var roots = new List<ReadOnlyMemory<byte>>();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            var spki = Convert.FromBase64String(rest[fields.Base64Data].ToString());
            using var key = DevicePublicKey.TryImport(spki);
            if (key is null || rest[fields.Label] is not "PUBLIC KEY")
            {
                throw new InvalidDataException($"{path} holds something other than P-256 public keys.");
            }

            roots.Add(spki);
            rest = rest[fields.Location.End..];
        }

        return roots.Count > 0 ? roots : throw new InvalidDataException($"{path} holds no PEM block PUBLIC KEY.");
    }

    private static List<string> ReadVkeys(string path, Func<string, string[]> linesOf)
    {
        var lines = linesOf(Read(path));
        try
        {
            // A key that cannot be read is found here, not when a file is verified.
            return lines.Length > 0
                ? [.. lines.Select(line => NoteKey.Parse(line).ToVkey())]
                : throw new InvalidDataException($"{path} holds no verifier key.");
        }
        catch (FormatException failure)
        {
            throw new InvalidDataException($"{path} holds no verifier keys, one a line: {failure.Message}", failure);
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path, Encoding.UTF8);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path} cannot be read: {failure.Message}", failure);
        }
    }
}
