using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Carriers;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Carriers.LabelEvent, Oms.Central.Carriers.LabelRejection>;

namespace Oms.Central.Tests.Carriers;

/// <summary>What holds of a parcel's labels after any commands at any time, repeated ones included.</summary>
public sealed class ShippingLabelProperties
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 30, 12, 0);

    private static Gen<int> Numbers => Gen.Choose(1, 4);

    private static Gen<(LabelCommand Command, int After)> Steps =>
        from number in Numbers
        from after in Gen.Elements(0, 1, 30, 90)
        from command in Gen.Elements<LabelCommand>(
            new LabelCommand.Ask(Label(number)), new LabelCommand.Ask(Label(number)),
            new LabelCommand.BeginCall(number, "a"), new LabelCommand.BeginCall(number, "b"),
            new LabelCommand.RecordPrinted(number, $"T{number}", null), new LabelCommand.RecordDeclined(number, "no"),
            new LabelCommand.RecordDoubt(number, "timeout"), new LabelCommand.Void(number),
            new LabelCommand.RecordVoided(number), new LabelCommand.RecordKept(number, "scanned"))
        select (command, after);

    [Fact]
    public void A_parcel_never_has_two_labels() =>
        Always((_, _, after, _) =>
        {
            Assert.InRange(after.Labels.Count(label => label.MayExist), 0, 1);
            Assert.All(after.Labels.SkipLast(1), label => Assert.False(label.MayExist));
        });

    [Fact]
    public void A_carrier_is_called_by_one_at_a_time_and_only_where_an_answer_is_missing() =>
        Always((before, happened, _, now) =>
        {
            if (happened.OfType<LabelEvent.CallBegun>().Any())
            {
                Assert.True(before.Last!.DueAt <= now);
                Assert.Contains(before.Last.Stage, new[] { LabelStage.Asked, LabelStage.VoidAsked });
            }
        });

    [Fact]
    public void What_is_not_known_is_asked_again() =>
        Always((_, _, after, _) => Assert.All(after.Labels, label => Assert.Equal(
            label.Stage is LabelStage.Asked or LabelStage.VoidAsked, label.DueAt is not null)));

    [Fact]
    public void A_label_that_nobody_wants_is_taken_back_once_it_is_there() =>
        Always((before, happened, after, _) =>
        {
            if (before.Last is { IsUnwanted: true } && happened.OfType<LabelEvent.LabelPrinted>().Any())
            {
                Assert.Equal(LabelStage.VoidAsked, after.Last!.Stage);
            }
        });

    private static LabelAsk Label(int number) => new(
        number, LabelPurpose.Outbound, "o@1", "o", "dc-1", "fast", 1, "parcel", CarrierKind.Http, 500,
        Finance.Money.Of(500, "EUR"), Noon.InUtc().Date, Noon.InUtc().Date,
        new CarrierDecision(500, null, [], "DE", null, null, false, [], 0));

    private static void Always(
        Action<ShippingLabel, IReadOnlyList<LabelEvent>, ShippingLabel, Instant> check) =>
        Prop.ForAll(Steps.ArrayOf(60).ToArbitrary(), steps =>
        {
            var (state, now) = (ShippingLabel.Initial, Noon);
            foreach (var (command, seconds) in steps)
            {
                now += Duration.FromSeconds(seconds);
                if (ShippingLabel.Decide(state, command, now) is Decision.Accepted { Events: { Count: > 0 } events })
                {
                    var next = events.Aggregate(state, ShippingLabel.Evolve);
                    check(state, events, next, now);
                    state = next;
                }
            }
        }).QuickCheckThrowOnFailure();
}
