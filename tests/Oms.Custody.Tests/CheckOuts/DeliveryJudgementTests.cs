using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Custody.Places;
using Xunit;
using static Oms.Custody.Tests.CheckOuts.CatalogueSamples;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;

namespace Oms.Custody.Tests.CheckOuts;

/// <summary>A stop's proof of delivery is held against the catalogue's terms of the stop.</summary>
public sealed class DeliveryJudgementTests
{
    [Fact]
    public void A_whole_proof_at_the_right_place_and_time_has_no_finding() => Assert.Equal([], Findings(Proof));

    [Fact]
    public void What_a_proof_leaves_open_stands_in_its_record()
    {
        Assert.Equal(["strokes-missing"], Findings(Proof with { Strokes = null }));
        Assert.Equal(["position-missing"], Findings(Proof with { Position = null }));
        Assert.Equal(["not-at-place"], Findings(Proof with { Position = new Position(45_000_000, 4_000_000) }));
        Assert.Equal(["temperature-missing"], Findings(Proof with { TemperatureMilliC = null }));
        Assert.Equal(["temperature-out-of-band"], Findings(Proof with { TemperatureMilliC = 8_001 }));
        Assert.Equal(["time-outside-route"], Findings(Proof with { SignedAt = Noon + Duration.FromSeconds(1) }));
        Assert.Equal(["early"], Findings(Proof with { SignedAt = Noon - Duration.FromSeconds((2 * 3600) + 1) }));
        Assert.Equal(["late"], Findings(Proof with { SignedAt = Noon - Duration.FromSeconds(3599) }));
    }

    [Fact]
    public void A_stop_without_terms_is_held_to_the_route_alone() =>
        Assert.Equal([], Told(Go(
            After(Arrive, AttachListed),
            new Command.ReconcileDelivery(new StopDelivery(
                2,
                "O-2",
                [new DeliveredLine(1, "MILK", "L7", 6, 0, 0, 0, null)],
                new ProofOfDelivery("Bo", Noon, Hash) { Strokes = 1 }))), 2));

    [Fact]
    public void Without_a_catalogue_nothing_is_asked() => Assert.Null(Told(After(Arrive, Attach, StopOne), 1));

    [Fact]
    public void A_signature_of_no_stroke_and_a_place_that_is_none_are_refused()
    {
        var visit = After(Arrive, AttachListed);

        Assert.Equal(
            new CheckOutRejection.SignatureEmpty("pod.strokes"),
            Refusal(visit, Stop(Proof with { Strokes = 0 })));
        Assert.Equal("pod.position", Field(Proof with { Position = new Position(90_000_001, 0) }));
        Assert.Equal("pod.temperature_milli_c", Field(Proof with { TemperatureMilliC = 85_001 }));

        string Field(ProofOfDelivery pod) =>
            Assert.IsType<CheckOutRejection.Invalid>(Refusal(visit, Stop(pod))).Field;
    }

    private static Command.ReconcileDelivery Stop(ProofOfDelivery pod) => new(new StopDelivery(
        1,
        "O-1",
        [
            new DeliveredLine(1, "MILK", "L7", 10, 0, 0, 0, null),
            new DeliveredLine(2, "SOAP", "S1", 4, 0, 0, 0, null),
        ],
        pod));

    private static IEnumerable<string>? Findings(ProofOfDelivery pod) =>
        Told(Go(After(Arrive, AttachListed), Stop(pod)), 1);

    private static IEnumerable<string>? Told(CheckOut visit, int stop) =>
        ((CheckOutEvent.DeliveryReconciled)visit.Known!.Steps[$"deliveries/{stop}"].Event).Findings?
            .Select(finding => finding.Code);
}
