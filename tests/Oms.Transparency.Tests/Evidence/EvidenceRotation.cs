using Oms.Custody;
using Oms.Custody.CheckOuts;

namespace Oms.Transparency.Tests.Evidence;

/// <summary>A custody of two records of one gateway, which got a new key between them.</summary>
internal sealed class EvidenceRotation
{
    private readonly EvidenceSample _sample;
    private readonly DeviceKey _first;
    private readonly DeviceKey _second;
    private readonly List<SignedRecord> _records = [];

    public EvidenceRotation(EvidenceSample sample)
    {
        (_sample, _first, _second) = (sample, sample.New(), sample.New());
        var identity = new DeviceIdentity(EvidenceSample.Depot, "gateway-9", Guid.Empty);
        var chain = new LeafChain(identity, new ChainHead(1, Digest.Of("start"u8)));
        var draft = new LeafDraft
        {
            CustodyId = "CO-9",
            Kind = CheckOutEvents.Arrived,
            EventVersion = 1,
            Wall = NodaTime.Instant.FromUtc(2026, 1, 1, 0, 0),
            ClockQuality = ClockQuality.Rtc,
            MonoNanoseconds = 1,
            BootId = Guid.Empty,
            Actor = "user:anna",
            Body = "{}"u8.ToArray(),
        };
        var one = chain.Append(draft, ChainHead.Empty, _first);
        var two = one.Next.Append(draft with { Kind = CheckOutEvents.Refused }, one.Custody, _second);
        _records.AddRange([one.Record, two.Record]);
        FirstIndex = sample.Log.Size;
        SecondIndex = FirstIndex + 1;
        var append = sample.Log.Plan([.. _records.Select(r => (ReadOnlyMemory<byte>)LogEntry.Encode(r))]);
        sample.Log.Adopt(append);
    }

    public long FirstIndex { get; }

    public long SecondIndex { get; }

    public async Task<byte[]> WriteAsync(long newKeyFrom)
    {
        List<RecordProof> proofs = [];
        foreach (var index in new[] { FirstIndex, SecondIndex })
        {
            var hashes = await _sample.Log.ProveInclusionAsync(index, _sample.Log.Size, CancellationToken.None);
            proofs.Add(new RecordProof(index, _sample.Log.Size, hashes));
        }

        return EvidenceWriter.Write(await _sample.PartsAsync() with
        {
            Records = _records,
            Proofs = proofs,
            Keys =
            [
                EvidenceSample.Certificate("gateway-9", _first, 0, _sample.Root),
                EvidenceSample.Certificate("gateway-9", _second, newKeyFrom, _sample.Root),
            ],
        });
    }
}
