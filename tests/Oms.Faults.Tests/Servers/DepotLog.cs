using System.Text;
using System.Text.Json;
using Oms.Contracts;
using Oms.Custody;
using Oms.Json;
using Xunit;

namespace Oms.Faults.Tests.Servers;

/// <summary>A gateway's log as anybody with its key to the API can read and verify it.</summary>
internal static class DepotLog
{
    private const int PageMax = 500;

    /// <summary>Reads all records, and verifies them as one signed chain from the first on.</summary>
    public static async Task<IReadOnlyList<(CustodyLeaf Leaf, JsonElement Body)>> ReadVerifiedAsync(Server gateway)
    {
        List<SignedRecord> records = [];
        while (true)
        {
            var page = (await gateway.GetAsync($"records?after={records.Count}&limit={PageMax}")).Json;
            var read = page.GetProperty("records").EnumerateArray()
                .Select(record => record.Deserialize(EdgeJson.Default.SignedRecordJson)!).ToList();
            records.AddRange(read.Select(record => new SignedRecord(
                Canonical(record.Leaf), Convert.FromBase64String(record.Sig), Canonical(record.Body))));
            if (read.Count == 0)
            {
                break;
            }
        }

        var begun = DeviceIncarnation.TryRead(records[0].Body!.Value.Span);
        Assert.NotNull(begun);
        using var key = DevicePublicKey.TryImport(begun.PublicKey.ToArray());
        var run = new LeafVerifier(new DeviceIdentity("lyon", "gw-1", begun.Incarnation), key!, BodyRule.Required)
            .VerifyRun(ChainHead.Empty, _ => ChainHead.Empty, records);
        Assert.Null(run.Fault);
        return [.. run.Accepted.Zip(records, (leaf, record) => (leaf, JsonElement.Parse(record.Body!.Value.Span)))];
    }

    private static byte[] Canonical(JsonElement json) =>
        CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json.GetRawText()));
}
