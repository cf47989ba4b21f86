using Xunit;
using static Oms.Custody.LeafFaultKind;

namespace Oms.Custody.Tests.Leaves;

/// <summary>One record ends one key's time and begins another's; both have signed it.</summary>
public sealed class DeviceKeyChangeTests : IDisposable
{
    private readonly DeviceKey _former = DeviceKey.Create();
    private readonly DeviceKey _next = DeviceKey.Create();

    public void Dispose()
    {
        _former.Dispose();
        _next.Dispose();
    }

    [Fact]
    public void A_run_ends_with_the_record_that_changes_the_key_and_the_next_one_begins_with_the_new_key()
    {
        var change = DeviceKeyChange.Of(Samples.Identity.Incarnation, _former.PublicKey, _next);
        var records = History(change);
        var run = Samples.Verify(_former, records);
        Assert.Null(run.Fault);
        Assert.Equal((3, 3L), (run.Accepted.Count, run.Device.Seq));
        Assert.Equal(_next.PublicKey.Spki, run.KeyChange!.NextKey.Span);
        var rest = Verify(_next, run, records);
        Assert.Null(rest.Fault);
        Assert.Equal((4L, null), (rest.Device.Seq, rest.KeyChange));
        Assert.Equal(BadSignature, Verify(_former, run, records).Fault!.Kind);
    }

    [Fact]
    public void A_change_that_names_another_former_key_or_journal_or_that_the_new_key_did_not_sign_is_refused()
    {
        using var other = DeviceKey.Create();
        var change = DeviceKeyChange.Of(Samples.Identity.Incarnation, _former.PublicKey, _next);
        foreach (var bad in new[]
        {
            DeviceKeyChange.Of(Samples.Identity.Incarnation, other.PublicKey, _next),
            DeviceKeyChange.Of(Guid.Empty, _former.PublicKey, _next),
            change with { NextKey = other.PublicKey.Spki.ToArray() },
            change with { NextKey = new byte[91] },
            change with { Proof = DeviceKeyChange.Of(Guid.Empty, _former.PublicKey, _next).Proof },
        })
        {
            var fault = Samples.Verify(_former, History(bad)).Fault!;
            Assert.Equal((BadKeyChange, 3L), (fault.Kind, fault.Seq));
        }
    }

    [Fact]
    public void The_body_of_a_change_is_never_erased()
    {
        var records = History(DeviceKeyChange.Of(Samples.Identity.Incarnation, _former.PublicKey, _next));
        records[2] = records[2].WithoutBody();
        Assert.Equal(BodyMissing, Samples.Verify(_former, records, BodyRule.MayBeErased).Fault!.Kind);
    }

    [Fact]
    public void A_body_reads_back_in_its_one_form_only()
    {
        var change = DeviceKeyChange.Of(Samples.Identity.Incarnation, _former.PublicKey, _next);
        var body = change.ToBody();
        Assert.Equal(body, DeviceKeyChange.TryRead(body)!.ToBody());
        Assert.True(DeviceKeyChange.TryRead(body)!.IsProven());
        Assert.Null(DeviceKeyChange.TryRead(body.AsMemory(1)));
        Assert.Null(DeviceKeyChange.TryRead("{}"u8.ToArray()));
        Assert.Null(DeviceKeyChange.TryRead((byte[])[.. body, (byte)' ']));
    }

    /// <summary>Start, a step, the change, and a step that the new key signs.</summary>
    private List<SignedRecord> History(DeviceKeyChange change)
    {
        var records = Samples.History(_former, "A");
        Assert.True(CustodyLeaf.TryDecode(records[1].Leaf.Span, out var step, out _));
        var chain = new LeafChain(Samples.Identity, new ChainHead(2, records[1].LeafHash));
        var changed = chain.Append(
            Samples.Draft("", DeviceKeyChange.Kind, "{}") with { Body = change.ToBody() }, ChainHead.Empty, _former);
        var after = changed.Next.Append(
            Samples.Draft("A", "check-out.arrived", "{}"), new ChainHead(step.CustodySeq, records[1].LeafHash), _next);
        return [.. records, changed.Record, after.Record];
    }

    private static LeafRun Verify(DeviceKey key, LeafRun before, List<SignedRecord> records) =>
        new LeafVerifier(Samples.Identity, key.PublicKey, BodyRule.Required).VerifyRun(
            before.Device, id => before.Custodies.GetValueOrDefault(id), records[3..]);
}
