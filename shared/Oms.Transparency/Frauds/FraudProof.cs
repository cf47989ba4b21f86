using System.Text.Json;
using Oms.Custody;
using Oms.Json;
using static Oms.Transparency.StrictMembers;

namespace Oms.Transparency;

/// <summary>Two signed statements that cannot both be true, with all that anybody needs to see it offline.</summary>
/// <remarks>A file of it is canonical JSON (RFC 8785) and named <c>ID.fraud</c>. Closed.</remarks>
public abstract record FraudProof
{
    /// <summary>The format's version.</summary>
    public const int Version = 1;

    /// <summary>The largest file that is read.</summary>
    public const int FileBytesMax = 64 * 1024;

    /// <summary>The ending of a file's name, after the proof's id.</summary>
    public const string Extension = ".fraud";

    private const int IdChars = 32;

    private protected FraudProof()
    {
    }

    /// <summary>What kind of fraud it proves, the member <c>kind</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The first 32 hexadecimal digits of the file's SHA-256.</summary>
    public string Id => Digest.Of(Encode()).ToString()[..IdChars];

    /// <summary>The file's bytes.</summary>
    public byte[] Encode()
    {
        using var json = new CanonicalJsonWriter();
        json.StartObject();
        WriteMembers(json);
        json.Name("v"u8);
        json.Number(Version);
        json.EndObject();
        return json.ToArray();
    }

    /// <summary>Reads a file strictly; nothing is verified.</summary>
    /// <exception cref="EvidenceFaultException">The first fault.</exception>
    internal static FraudProof Decode(ReadOnlyMemory<byte> file)
    {
        if (file.Length > FileBytesMax)
        {
            throw new EvidenceFaultException("", $"The file is larger than {FileBytesMax} bytes.");
        }

        if (StrictJson.Check(file.Span) is { } fault)
        {
            throw new EvidenceFaultException(fault.Path, $"Byte {fault.Offset}: {fault.Reason}");
        }

        using var document = JsonDocument.Parse(file);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || Number(root, "", "v") != Version)
        {
            throw new EvidenceFaultException("/v", $"This verifier knows version {Version} only.");
        }

        FraudProof read = Text(root, "", "kind") switch
        {
            DeviceFork.KindName => DeviceFork.Read(root),
            LogFork.KindName => LogFork.Read(root),
            _ => throw new EvidenceFaultException("/kind", $"It is {DeviceFork.KindName} or {LogFork.KindName}."),
        };
        return read.Encode().AsSpan().SequenceEqual(file.Span)
            ? read
            : throw new EvidenceFaultException("", "The JSON is not in its one canonical form (RFC 8785).");
    }

    /// <summary>Writes the members but the version, in canonical order; all names are before <c>v</c>.</summary>
    private protected abstract void WriteMembers(CanonicalJsonWriter json);
}
