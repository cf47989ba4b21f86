using System.Text;
using NodaTime;
using Xunit;

namespace Oms.Custody.Tests.Leaves;

/// <summary>A small history: the start record, then steps of two custodies and readings of none.</summary>
internal static class Samples
{
    public static readonly DeviceIdentity Identity =
        new("depot-7", "gateway-1", Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"));

    public static readonly Guid BootId = Guid.Parse("4f2e1c0a-7d55-4a7e-9a51-0d9f5f0c1b2a");

    public static readonly CustodyLeaf Leaf = new()
    {
        Depot = "depot-7",
        Device = "gateway-1",
        Incarnation = Identity.Incarnation,
        Seq = 42,
        CustodyId = "CO-2026-000123",
        CustodySeq = 2,
        PrevDevice = Digest.Of("device"u8),
        PrevCustody = Digest.Of("custody"u8),
        Kind = "check-out.arrived",
        EventVersion = 1,
        Wall = Instant.FromUtc(2026, 11, 21, 17, 54, 1).PlusNanoseconds(250_000_000),
        ClockQuality = ClockQuality.Ntp,
        MonoNanoseconds = 9_007_199_254_740_993,
        BootId = BootId,
        Actor = "user:anna",
        CommandId = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8058"),
        BodyHash = Digest.Of("{}"u8),
    };

    public static LeafDraft Draft(string custody, string kind, string body) => new()
    {
        CustodyId = custody,
        Kind = kind,
        EventVersion = 1,
        Wall = Leaf.Wall,
        ClockQuality = ClockQuality.Rtc,
        MonoNanoseconds = 1_000,
        BootId = BootId,
        Actor = "device:scanner-1",
        Body = Encoding.UTF8.GetBytes(body),
    };

    public static LeafDraft Start(DeviceKey key) => Draft("", DeviceIncarnation.Kind, "{}") with
    {
        Body = new DeviceIncarnation(Identity.Incarnation, 0, BootId, key.PublicKey.Spki.ToArray()).ToBody(),
    };

    /// <summary>A chain of the start record and then one record for each custody named.</summary>
    public static List<SignedRecord> History(DeviceKey key, params IReadOnlyList<string> custodies)
    {
        var heads = new Dictionary<string, ChainHead>(StringComparer.Ordinal);
        var chain = new LeafChain(Identity, ChainHead.Empty);
        var start = chain.Append(Start(key), ChainHead.Empty, key);
        chain = start.Next;
        List<SignedRecord> records = [start.Record];
        foreach (var custody in custodies)
        {
            var appended = chain.Append(
                Draft(custody, "check-out.arrived", $$"""{"step":{{records.Count}}}"""),
                heads.GetValueOrDefault(custody),
                key);
            (chain, heads[custody]) = (appended.Next, appended.Custody);
            records.Add(appended.Record);
        }

        return records;
    }

    public static LeafRun Verify(
        DeviceKey key, IReadOnlyList<SignedRecord> records, BodyRule bodies = BodyRule.Required) =>
        new LeafVerifier(Identity, key.PublicKey, bodies).VerifyRun(ChainHead.Empty, _ => ChainHead.Empty, records);

    /// <summary>The same record with some of its leaf changed and signed again.</summary>
    public static SignedRecord Resign(SignedRecord record, DeviceKey key, Func<CustodyLeaf, CustodyLeaf> change)
    {
        Assert.True(CustodyLeaf.TryDecode(record.Leaf.Span, out var leaf, out _));
        var bytes = change(leaf).Encode();
        var signature = new byte[DomainSignature.Size];
        key.SignLeaf(bytes, signature);
        return new SignedRecord(bytes, signature, record.Body);
    }
}
