using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static Oms.Custody.LeafFaultKind;

namespace Oms.Custody.Tests.Leaves;

public sealed class LeafVerifierTests : IDisposable
{
    private readonly DeviceKey _key = DeviceKey.Create();

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Two_interleaved_custodies_verify_and_give_their_heads()
    {
        var records = Samples.History(_key, "A", "B", "", "A");
        var run = Samples.Verify(_key, records);
        Assert.Null(run.Fault);
        Assert.Equal([1, 2, 3, 4, 5], run.Accepted.Select(leaf => leaf.Seq));
        Assert.Equal([0, 1, 1, 0, 2], run.Accepted.Select(leaf => leaf.CustodySeq));
        Assert.Equal(new ChainHead(5, records[4].LeafHash), run.Device);
        Assert.Equal(new ChainHead(2, records[4].LeafHash), run.Custodies["A"]);
        Assert.Equal(new ChainHead(1, records[2].LeafHash), run.Custodies["B"]);
        Assert.Equal(2, run.Custodies.Count);
    }

    [Fact]
    public void A_run_in_two_parts_is_the_run() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var names = Enumerable.Range(0, random.Next(1, 8)).Select(_ => "AB C"[random.Next(4)].ToString().Trim());
            var records = Samples.History(_key, [.. names]);
            var verifier = new LeafVerifier(Samples.Identity, _key.PublicKey, BodyRule.Required);
            var cut = random.Next(records.Count + 1);
            var first = verifier.VerifyRun(ChainHead.Empty, _ => ChainHead.Empty, records[..cut]);
            var second = verifier.VerifyRun(
                first.Device, id => first.Custodies.GetValueOrDefault(id), records[cut..]);
            Assert.Null(first.Fault);
            Assert.Null(second.Fault);
            Assert.Equal(Samples.Verify(_key, records).Device, second.Device);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_missing_record_is_a_gap() => Refused(SeqGap, at: 2, seq: 4, r => r.RemoveAt(2));

    [Fact]
    public void A_repeated_record_is_told_from_a_gap() => Refused(SeqRepeated, at: 3, seq: 3, r => r.Insert(3, r[2]));

    [Fact]
    public void Swapped_records_are_refused_at_the_first_of_them() =>
        Refused(SeqGap, at: 1, seq: 3, r => (r[1], r[2]) = (r[2], r[1]));

    [Fact]
    public void Another_predecessor_in_the_devices_chain_is_refused() =>
        Refused(PrevDeviceMismatch, at: 2, seq: 3, r =>
            r[2] = Samples.Resign(r[2], _key, leaf => leaf with { PrevDevice = Digest.Of("x"u8) }));

    [Fact]
    public void Another_predecessor_in_the_custodys_chain_is_refused() =>
        Refused(PrevCustodyMismatch, at: 4, seq: 5, r =>
            r[4] = Samples.Resign(r[4], _key, leaf => leaf with { PrevCustody = Digest.Of("x"u8) }));

    [Fact]
    public void A_gap_in_the_custodys_chain_is_refused() =>
        Refused(CustodySeqGap, at: 4, seq: 5, r =>
            r[4] = Samples.Resign(r[4], _key, leaf => leaf with { CustodySeq = 3 }));

    [Fact]
    public void A_record_moved_to_another_custody_is_refused() =>
        Refused(CustodySeqGap, at: 4, seq: 5, r =>
            r[4] = Samples.Resign(r[4], _key, leaf => leaf with { CustodyId = "C" }));

    [Fact]
    public void A_custody_that_starts_anew_is_refused() =>
        Refused(CustodySeqRepeated, at: 4, seq: 5, r => r[4] = Samples.Resign(
            r[4], _key, leaf => leaf with { CustodySeq = 1, PrevCustody = Digest.Zero }));

    [Fact]
    public void A_record_signed_by_another_key_is_refused()
    {
        using var other = DeviceKey.Create();
        Refused(BadSignature, at: 2, seq: 3, r => r[2] = Samples.Resign(r[2], other, leaf => leaf));
    }

    [Fact]
    public void A_record_of_another_depot_device_or_incarnation_is_refused()
    {
        Refused(WrongIdentity, at: 2, seq: 3, r =>
            r[2] = Samples.Resign(r[2], _key, leaf => leaf with { Depot = "depot-8" }));
        Refused(WrongIdentity, at: 2, seq: 3, r =>
            r[2] = Samples.Resign(r[2], _key, leaf => leaf with { Device = "gateway-2" }));
        Refused(WrongIdentity, at: 2, seq: 3, r =>
            r[2] = Samples.Resign(r[2], _key, leaf => leaf with { Incarnation = Samples.BootId }));
    }

    [Fact]
    public void A_changed_body_is_refused() =>
        Refused(BodyHashMismatch, at: 2, seq: 3, r =>
            r[2] = new SignedRecord(r[2].Leaf, r[2].Signature, "{\"step\":9}"u8.ToArray()));

    [Fact]
    public void An_erased_body_breaks_no_chain_where_it_may_be_erased()
    {
        Refused(BodyMissing, at: 2, seq: 3, r => r[2] = r[2].WithoutBody());
        var records = Samples.History(_key, "A", "B", "", "A");
        records[2] = records[2].WithoutBody();
        Assert.Null(Samples.Verify(_key, records, BodyRule.MayBeErased).Fault);
    }

    [Fact]
    public void Bytes_that_are_no_leaf_are_refused_without_a_seq() =>
        Refused(Malformed, at: 2, seq: null, r => r[2] = new SignedRecord(new byte[] { 1 }, r[2].Signature, r[2].Body));

    [Fact]
    public void An_incarnation_starts_with_its_start_record_only()
    {
        Refused(BadStart, at: 0, seq: 1, r =>
            r[0] = Samples.Resign(r[0], _key, leaf => leaf with { Kind = "check-out.arrived" }));
        Refused(BadStart, at: 2, seq: 3, r =>
            r[2] = Samples.Resign(r[2], _key, leaf => leaf with { Kind = DeviceIncarnation.Kind }));
        Refused(BadStart, at: 0, seq: 1, r =>
            r[0] = Samples.Resign(r[0], _key, leaf => leaf with { BootId = Guid.Empty }));

        var chain = new LeafChain(Samples.Identity, ChainHead.Empty);
        Assert.Throws<ArgumentException>(() => chain.Append(
            Samples.Draft("A", "check-out.arrived", "{}"), ChainHead.Empty, _key));
        var next = chain.Append(Samples.Start(_key), ChainHead.Empty, _key).Next;
        Assert.Throws<ArgumentException>(() => next.Append(Samples.Start(_key), ChainHead.Empty, _key));
    }

    [Fact]
    public void A_start_record_that_names_another_key_is_refused()
    {
        using var other = DeviceKey.Create();
        var start = new LeafChain(Samples.Identity, ChainHead.Empty)
            .Append(Samples.Start(other), ChainHead.Empty, _key);
        Assert.Equal(BadStart, Samples.Verify(_key, [start.Record]).Fault!.Kind);
    }

    [Fact]
    public void A_body_is_made_canonical_before_it_is_hashed()
    {
        var chain = new LeafChain(Samples.Identity, ChainHead.Empty)
            .Append(Samples.Start(_key), ChainHead.Empty, _key).Next;
        var record = chain.Append(
            Samples.Draft("A", "check-out.arrived", "{ \"b\": 1.0, \"a\": 2 }"), ChainHead.Empty, _key).Record;
        Assert.Equal("""{"a":2,"b":1}"""u8, record.Body!.Value.Span);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    public void A_body_that_is_no_object_is_not_signed(string body)
    {
        var chain = new LeafChain(Samples.Identity, new ChainHead(1, Digest.Of("x"u8)));
        Assert.Throws<ArgumentException>(() => chain.Append(
            Samples.Draft("A", "check-out.arrived", body), ChainHead.Empty, _key));
    }

    private void Refused(LeafFaultKind kind, int at, long? seq, Action<List<SignedRecord>> damage)
    {
        var records = Samples.History(_key, "A", "B", "", "A");
        damage(records);
        var run = Samples.Verify(_key, records);
        Assert.NotNull(run.Fault);
        Assert.Equal((kind, at, seq), (run.Fault.Kind, run.Fault.Index, run.Fault.Seq));
        Assert.Equal(at, run.Accepted.Count);
    }
}
