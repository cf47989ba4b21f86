using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Carriers;
using Xunit;

namespace Oms.Central.Tests.Carriers;

/// <summary>What holds of parcels and close-outs, in whatever order what they tell each other arrives, and however
/// often.</summary>
public sealed class CloseOutProperties
{
    private const int Parcels = 4;
    private const int Numbers = 3;

    /// <summary>What somebody does, or 0 for whatever is on its way.</summary>
    private static Gen<(int What, int Parcel, int At)> Steps =>
        from what in Gen.Frequency((6, Gen.Constant(0)), (9, Gen.Choose(1, 8)))
        from parcel in Gen.Choose(0, Parcels - 1)
        from at in Gen.Choose(0, 99)
        select (what, parcel, at);

    [Fact]
    public void Each_parcel_with_a_live_label_is_in_one_close_out_or_waits_for_the_next() =>
        Prop.ForAll(Steps.ArrayOf(120).ToArbitrary(), steps =>
        {
            var yard = new CloseOutYard(Parcels, Numbers);
            foreach (var (what, parcel, at) in steps)
            {
                yard.Step(what, parcel, at);
                yard.NoParcelIsTwice();
            }

            yard.Settle();
            for (var parcel = 0; parcel < Parcels; parcel++)
            {
                var label = yard.Labels[parcel].Last;
                var places = yard.CloseOuts
                    .Where(each => each.Value.Stage is not (CloseOutStage.Declined or CloseOutStage.Empty))
                    .Where(each => each.Value.Included.Any(one =>
                        one.Sscc == CloseOutYard.SsccOf(parcel) && one.Number == label?.Ask.Number))
                    .Select(each => each.Key);
                Assert.Equal(label?.CloseOut is { } told ? [told] : [], places);
                Assert.False(label is { CloseOut: not null, IsLive: false });
            }

            Assert.All(yard.CloseOuts.Values, each => Assert.NotEqual(
                (true, CloseOutStage.Gathering), (each.Terms is not null, each.Stage)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_void_before_the_close_out_is_not_in_it_and_what_would_be_after_it_is_an_exception() =>
        Prop.ForAll(Steps.ArrayOf(120).ToArbitrary(), steps =>
        {
            var yard = new CloseOutYard(Parcels, Numbers);
            foreach (var (what, parcel, at) in steps)
            {
                yard.Step(what, parcel, at);
            }

            yard.Settle();
            foreach (var parcel in yard.CloseOuts.Values
                .Where(each => each.Stage != CloseOutStage.Declined).SelectMany(each => each.Included))
            {
                var label = yard.Labels[CloseOutYard.ParcelOf(parcel.Sscc)].Labels[parcel.Number - 1];
                Assert.DoesNotContain((parcel.Sscc, parcel.Number), yard.VoidedBefore);
                if (label is { CloseOut: not null, Stage: LabelStage.Kept, Reason: ShippingLabel.InCloseOut })
                {
                    Assert.Equal("void-asked", parcel.Exception);
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_day_is_closed_with_what_all_labels_said_and_the_carrier_is_told_until_it_has_answered()
    {
        var now = Instant.FromUtc(2026, 11, 30, 18, 0);
        var yard = new CloseOutYard(2, 1);
        yard.Step(1, 0, 0);
        yard.Step(1, 1, 0);
        yard.Step(2, 0, 0);
        yard.Settle();
        var closeOut = Assert.Single(yard.CloseOuts).Value;
        Assert.Equal((CloseOutStage.Sealed, 2), (closeOut.Stage, closeOut.Included.Count()));
        closeOut = Told(closeOut, new CloseOutCommand.BeginCall("a"), now);
        Assert.Equal(now + ShippingLabel.CallLease, closeOut.DueAt);
        closeOut = Told(closeOut, new CloseOutCommand.RecordDoubt("timeout"), now);
        Assert.Equal(now + Duration.FromSeconds(2), closeOut.DueAt);
        closeOut = Told(closeOut, new CloseOutCommand.BeginCall("b"), now + Duration.FromSeconds(2));
        closeOut = Told(closeOut, new CloseOutCommand.RecordAccepted("EOD-7"), now);
        Assert.Equal((CloseOutStage.Accepted, "EOD-7", null), (closeOut.Stage, closeOut.Reference, closeOut.DueAt));
        Assert.Same(closeOut, Told(closeOut, new CloseOutCommand.RecordDeclined("late"), now));
    }

    private static CloseOut Told(CloseOut state, CloseOutCommand command, Instant now) =>
        CloseOut.Decide(state, command, now) is
            Oms.Entities.Decision<CloseOutEvent, CloseOutRejection>.Accepted { Events: { Count: > 0 } events }
            ? events.Aggregate(state, CloseOut.Evolve)
            : state;
}
