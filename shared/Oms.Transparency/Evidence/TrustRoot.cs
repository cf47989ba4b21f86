using System.Security.Cryptography;
using System.Text;
using Oms.Custody;

namespace Oms.Transparency;

/// <summary>The keys from which evidence is trusted. They reach the verifier on a way of their own.</summary>
/// <param name="Roots">The SubjectPublicKeyInfo of each root key that may sign certificates.</param>
/// <param name="LogVkeys">The keys of the logs that may sign checkpoints.</param>
/// <param name="WitnessVkeys">The keys that must all have signed a checkpoint too, in this order.</param>
public sealed record TrustRoot(
    IReadOnlyList<ReadOnlyMemory<byte>> Roots,
    IReadOnlyList<string> LogVkeys,
    IReadOnlyList<string> WitnessVkeys)
{
    /// <summary>The file of root keys: one or more PEM blocks <c>PUBLIC KEY</c>.</summary>
    public const string RootFile = "root.spki";

    /// <summary>The file of log keys: one verifier key (C2SP signed-note) a line.</summary>
    public const string LogFile = "log.vkey";

    /// <summary>The file of witness keys, one a line; it may be absent.</summary>
    public const string WitnessFile = "witness.vkey";

    /// <summary>Reads a folder of keys.</summary>
    /// <exception cref="InvalidDataException">A file is absent, empty or damaged; the message names it.</exception>
    public static TrustRoot Load(string folder)
    {
        var witnesses = Path.Combine(folder, WitnessFile);
        return new TrustRoot(
            ReadRoots(Path.Combine(folder, RootFile)),
            ReadVkeys(Path.Combine(folder, LogFile)),
            File.Exists(witnesses) ? ReadVkeys(witnesses) : []);
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
            File.WriteAllLines(Path.Combine(folder, WitnessFile), WitnessVkeys);
        }
    }

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

    private static List<string> ReadVkeys(string path)
    {
        var lines = Read(path).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
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
