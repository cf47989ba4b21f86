using System.Data.Common;
using Oms.Transparency;

namespace Oms.Central.Storage;

/// <summary>The certificates of a gateway's keys, as the read models have them.</summary>
internal static class KeyCertificates
{
    /// <summary>Those of one incarnation: the one it was enrolled with, and those of the keys that followed.</summary>
    public static async Task<IReadOnlyList<DepotKeyCertificate>> OfAsync(
        DbConnection reader, string depot, string device, string incarnation)
    {
        var rows = await reader.ManyAsync(
            """
            SELECT certificate FROM certificates
            WHERE depot = @depot AND device = @device AND incarnation = @incarnation
            UNION ALL
            SELECT certificate FROM changed_certificates
            WHERE depot = @depot AND device = @device AND incarnation = @incarnation
            """,
            row => row.Bytes(0),
            ("@depot", depot),
            ("@device", device),
            ("@incarnation", incarnation));
        return
        [
            .. rows.Select(row => DepotKeyCertificate.TryDecode(row)
                ?? throw new InvalidDataException($"A certificate of depot {depot} cannot be read.")),
        ];
    }
}
