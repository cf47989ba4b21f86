using System.Text;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Transparency.Tests.Evidence;
using Xunit;

namespace Oms.Transparency.Tests.Frauds;

public sealed class DeviceForkTests : IAsyncLifetime
{
    private EvidenceSample _sample = null!;

    public async ValueTask InitializeAsync() => _sample = await EvidenceSample.CreateAsync();

    public ValueTask DisposeAsync()
    {
        _sample.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Two_records_of_one_place_prove_it_in_whatever_order_they_were_found()
    {
        var (one, other) = (Record(7, "{}"), Record(7, """{"a":1}"""));
        var fork = ForkOf(one, other);
        Assert.Equal(fork.Encode(), ForkOf(other, one).Encode());
        var report = FraudVerifier.Verify(fork.Encode(), _sample.Trust);
        Assert.Equal((EvidenceVerdict.Valid, EvidenceSample.Depot), (report.Verdict, report.Depot));
        Assert.Matches("^[0-9a-f]{32}$", fork.Id);
    }

    [Fact]
    public void A_proof_under_a_root_that_is_not_trusted_is_a_strangers()
    {
        var file = ForkOf(Record(7, "{}"), Record(7, """{"a":1}""")).Encode();
        var trust = _sample.Trust with { Roots = [_sample.New().PublicKey.Spki.ToArray()] };
        var report = FraudVerifier.Verify(file, trust);
        Assert.Equal(
            (EvidenceVerdict.SignedByStranger, EvidenceFaultClass.Stranger), (report.Verdict, report.Failure!.Class));
    }

    [Fact]
    public void What_is_no_fork_proves_nothing()
    {
        var one = Record(7, "{}");
        var stranger = new DeviceFork(
            [_sample.Certificates[0]],
            _sample.Root.PublicKey.Spki.ToArray(),
            one.WithoutBody(),
            one.WithoutBody());
        Refused("/second", stranger);
        Refused("/second", ForkOf(one, Record(8, """{"a":1}""")));
        Refused("/second/sig", Signed(one, _sample.New()));
        Refused("/keys", ForkOf(one, Record(7, """{"a":1}""")) with { Keys = [] });
        Refused("/keys", ForkOf(one, Record(7, """{"a":1}""")) with
        {
            Keys = [_sample.Certificates[0], EvidenceSample.Certificate("gateway-1", _sample.New(), 5, _sample.Root)],
        });
        Refused("/keys/0", ForkOf(one, Record(7, """{"a":1}""")) with { Keys = [_sample.Certificates[1]] });
    }

    [Fact]
    public void Every_changed_byte_is_refused()
    {
        var file = ForkOf(Record(7, "{}"), Record(7, """{"a":1}""")).Encode();
        for (var at = 0; at < file.Length; at++)
        {
            foreach (var change in new byte[] { 0x01, 0x20, 0x80 })
            {
                var changed = file.ToArray();
                changed[at] ^= change;
                Assert.True(
                    FraudVerifier.Verify(changed, _sample.Trust).Verdict != EvidenceVerdict.Valid, $"byte {at}");
            }
        }
    }

    private void Refused(string place, DeviceFork fork)
    {
        var report = FraudVerifier.Verify(fork.Encode(), _sample.Trust);
        Assert.Equal((EvidenceVerdict.Rejected, place), (report.Verdict, report.Failure!.Place));
    }

    /// <summary>A fork whose second record another key signed.</summary>
    private DeviceFork Signed(SignedRecord one, DeviceKey key)
    {
        var fork = ForkOf(one, Record(7, """{"a":1}"""));
        var signature = new byte[DomainSignature.Size];
        key.SignLeaf(fork.Second.Leaf.Span, signature);
        return fork with { Second = new SignedRecord(fork.Second.Leaf, signature, null) };
    }

    private DeviceFork ForkOf(SignedRecord one, SignedRecord other) => DeviceFork.Of(
        [_sample.Certificates[0]], _sample.Root.PublicKey.Spki.ToArray(), one, other);

    private SignedRecord Record(long seq, string body) => new LeafChain(
        new DeviceIdentity(EvidenceSample.Depot, "gateway-1", Guid.Empty), new ChainHead(seq - 1, Digest.Of("x"u8)))
        .Append(
            new LeafDraft
            {
                CustodyId = "CO-1",
                Kind = CheckOutEvents.Arrived,
                EventVersion = 1,
                Wall = NodaTime.Instant.FromUtc(2026, 1, 1, 0, 0),
                ClockQuality = ClockQuality.Rtc,
                MonoNanoseconds = 1,
                BootId = Guid.Empty,
                Actor = "user:anna",
                Body = Encoding.UTF8.GetBytes(body),
            },
            ChainHead.Empty,
            _sample.Key("gateway-1")).Record;
}
