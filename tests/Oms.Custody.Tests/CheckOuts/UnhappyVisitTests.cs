using NodaTime;
using Oms.Custody.CheckOuts;
using Xunit;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;
using Decision = Oms.Entities.Decision<
    Oms.Custody.CheckOuts.CheckOutEvent, Oms.Custody.CheckOuts.CheckOutRejection>;

namespace Oms.Custody.Tests.CheckOuts;

/// <summary>What goes wrong at a dock ends in a clear word, and the visit goes on.</summary>
public sealed class UnhappyVisitTests
{
    private const string EmptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void Two_kiosks_that_send_the_same_step_make_one_record_and_a_different_one_is_told_which_stands()
    {
        var first = After(Arrive, Keys);

        Assert.Same(Decision.AlreadyDone, CheckOut.Decide(
            first, Keys with { Actor = new Actor("S-2", Role.Supervisor) }, Noon));
        Assert.Equal(
            new CheckOutRejection.StepDoneDifferently("keys", 2),
            Refusal(first, new Command.ReturnKeys("K-99", "S-2") { Actor = TheSupervisor }));
    }

    [Fact]
    public void A_driver_who_leaves_midway_finds_every_step_that_was_done_when_he_comes_back()
    {
        var left = After(Steps.Take(5));
        var back = Go(left, Steps.Take(5));

        Assert.Same(left, back);
        Assert.Equal(["cargo", "eld-file", "keys"], back.Known!.Missing());
        Assert.Equal(CheckOutPhase.Completed, Go(back, [.. Steps.Skip(5), Driver, Supervisor]).Phase);
    }

    [Fact]
    public void A_signature_of_zero_strokes_is_refused_and_a_drawn_one_is_taken()
    {
        var sign = (Command.SignOff)Driver;
        Assert.Equal(
            new CheckOutRejection.SignatureEmpty("strokes"), Refusal(After(Steps), sign with { Strokes = 0 }));
        Assert.Equal(
            new CheckOutRejection.SignatureEmpty("signature_sha256"),
            Refusal(After(Steps), sign with { SignatureSha256 = EmptySha256 }));
        Assert.Equal(CheckOutPhase.Signed, After([.. Steps, sign with { Strokes = 1 }]).Phase);
    }

    [Fact]
    public void A_delivery_signed_with_zero_strokes_is_no_proof() =>
        Assert.Equal(
            new CheckOutRejection.SignatureEmpty("pod.signature_sha256"),
            Refusal(After(Arrive, Attach), new Command.ReconcileDelivery(
                ((Command.ReconcileDelivery)StopTwo).Delivery with
                {
                    Pod = new ProofOfDelivery("Anna", Noon, EmptySha256),
                })));

    [Theory]
    [InlineData(1970, 1970)]
    [InlineData(1970, 2026)]
    [InlineData(2027, 2026)]
    [InlineData(2026, 1970)]
    public void A_clock_that_is_wrong_or_steps_in_the_middle_of_a_visit_stops_nothing(int before, int after)
    {
        var (first, second) = (Instant.FromUtc(before, 1, 1, 0, 0), Instant.FromUtc(after, 1, 1, 0, 0));
        var state = CheckOut.Initial;
        Command[] all = [(Command.Arrive)Arrive with { At = first }, .. Steps.Skip(1), Driver, Supervisor];
        foreach (var (index, command) in all.Index())
        {
            state = Assert.IsType<Decision.Accepted>(CheckOut.Decide(state, command, index < 5 ? first : second))
                .Events.Aggregate(state, CheckOut.Evolve);
        }

        Assert.Equal(CheckOutPhase.Completed, state.Phase);
    }

    [Fact]
    public void A_power_cut_after_any_record_leaves_a_visit_that_goes_on_with_the_same_commands()
    {
        Command[] all = [.. Steps, Driver, Supervisor];
        for (var cut = 0; cut <= all.Length; cut++)
        {
            // What was stored is read again; what was in flight is sent again with all before it.
            var stored = all.Take(cut).Aggregate(new List<CheckOutEvent>(), (events, command) =>
            {
                var state = events.Aggregate(CheckOut.Initial, CheckOut.Evolve);
                events.AddRange(((Decision.Accepted)CheckOut.Decide(state, command, Noon)).Events);
                return events;
            });
            var read = stored.Select(happened => CheckOutEvents.Read(
                CheckOutEvents.NameOf(happened), 1, CheckOutEvents.Write(happened))!);

            var state = Go(read.Aggregate(CheckOut.Initial, CheckOut.Evolve), all);

            Assert.Equal(CheckOutPhase.Completed, state.Phase);
            Assert.Equal(12, state.Known!.Records);
        }
    }
}
