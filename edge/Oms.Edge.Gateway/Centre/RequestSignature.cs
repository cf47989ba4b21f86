using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Oms.Custody;

namespace Oms.Edge.Gateway.Centre;

/// <summary>The header that says who sends a request; see <see cref="Contracts.EdgeRoutes"/>.</summary>
internal static class RequestSignature
{
    private static ReadOnlySpan<byte> Domain => "edge-request/v1\n"u8;

    /// <param name="path">With the query, as it is sent.</param>
    /// <param name="body">Before any compression.</param>
    public static string Of(
        DeviceKey key, string device, long unixSeconds, string method, string path, ReadOnlySpan<byte> body)
    {
        var time = unixSeconds.ToString(CultureInfo.InvariantCulture);
        var text = $"{method}\n{path}\n{time}\n{Convert.ToHexStringLower(SHA256.HashData(body))}";
        Span<byte> signature = stackalloc byte[DomainSignature.Size];
        key.Sign(Domain, Encoding.UTF8.GetBytes(text), signature);
        return $"{device}.{time}.{Base64Url.EncodeToString(signature)}";
    }
}
