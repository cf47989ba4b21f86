using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Oms.Custody;

namespace Oms.Central.Ingest;

/// <summary>The signature on a depot's request: device, Unix seconds, signature, separated by dots.</summary>
internal sealed record EdgeSignature(string Device, long UnixSeconds, byte[] Signature)
{
    private static ReadOnlySpan<byte> Domain => "edge-request/v1\n"u8;

    /// <summary>Reads the header; null when it is not of its form. A device id may hold dots itself.</summary>
    public static EdgeSignature? Parse(string header)
    {
        var last = header.LastIndexOf('.');
        var middle = last > 0 ? header.LastIndexOf('.', last - 1) : -1;
        return middle > 0
            && long.TryParse(
                header.AsSpan(middle + 1, last - middle - 1), NumberStyles.None, CultureInfo.InvariantCulture,
                    out var time)
            && Base64Url.IsValid(header.AsSpan(last + 1))
            && Base64Url.DecodeFromChars(header.AsSpan(last + 1)) is { Length: DomainSignature.Size } signature
            ? new EdgeSignature(header[..middle], time, signature)
            : null;
    }

    /// <summary>Whether the key signed this request.</summary>
    public bool IsBy(DevicePublicKey key, string method, string path, ReadOnlySpan<byte> body) =>
        key.Verify(Domain, Message(method, path, UnixSeconds, body), Signature);

    /// <summary>What is signed after the domain.</summary>
    public static byte[] Message(string method, string path, long unixSeconds, ReadOnlySpan<byte> body) =>
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{method}\n{path}\n{unixSeconds}\n{Convert.ToHexStringLower(SHA256.HashData(body))}"));
}
