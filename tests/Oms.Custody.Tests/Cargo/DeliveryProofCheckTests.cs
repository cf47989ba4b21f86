using NodaTime;
using Oms.Custody.Cargo;
using Oms.Custody.Places;
using Xunit;

namespace Oms.Custody.Tests.Cargo;

public sealed class DeliveryProofCheckTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    private static readonly Position Shop = new(45_764_043, 4_835_659);

    private static readonly DeliveryTerms Terms =
        new(Shop, 200, Noon - Duration.FromHours(4), Noon + Duration.FromHours(4), 2_000, 8_000);

    private static readonly DeliveryProof Proof = new(1, "Anna", new string('a', 64), 3, Noon, Shop, 4_000);

    [Fact]
    public void A_whole_proof_has_no_finding() => Assert.Empty(DeliveryProofCheck.Check(Proof, Terms));

    [Fact]
    public void A_signature_of_no_stroke_proves_nothing() =>
        Assert.Equal("signature-empty", Code(Proof with { Strokes = 0 }));

    [Fact]
    public void A_signature_needs_its_digest_and_a_name()
    {
        Assert.Equal("signature-digest", Code(Proof with { SignatureSha256 = "abc" }));
        Assert.Equal("signer-missing", Code(Proof with { SignedBy = " " }));
    }

    [Theory]
    [InlineData(-14_400, null)]
    [InlineData(-14_401, "time-outside-route")]
    [InlineData(14_400, null)]
    [InlineData(14_401, "time-outside-route")]
    public void A_proof_is_signed_between_departure_and_return(int seconds, string? code) =>
        Assert.Equal(code, Code(Proof with { At = Noon + Duration.FromSeconds(seconds) }));

    // A thousandth of a degree of latitude is 111 m.
    [Theory]
    [InlineData(1_790, null)]
    [InlineData(1_810, "not-at-place")]
    public void A_proof_is_signed_near_the_consignee(int microdegreesNorth, string? code) =>
        Assert.Equal(code, Code(Proof with
        {
            Position = Shop with { LatitudeMicrodegrees = Shop.LatitudeMicrodegrees + microdegreesNorth },
        }));

    [Fact]
    public void Without_a_position_the_place_is_not_proven()
    {
        Assert.Equal("position-missing", Code(Proof with { Position = null }));
        Assert.Equal("position-missing", Code(Proof with { Position = new Position(90_000_001, 0) }));
        Assert.Empty(DeliveryProofCheck.Check(Proof with { Position = null }, Terms with { Place = null }));
    }

    [Theory]
    [InlineData(2_000, null)]
    [InlineData(1_999, "temperature-out-of-band")]
    [InlineData(8_000, null)]
    [InlineData(8_001, "temperature-out-of-band")]
    [InlineData(null, "temperature-missing")]
    public void Chilled_goods_are_handed_over_within_their_band(int? milliC, string? code) =>
        Assert.Equal(code, Code(Proof with { TemperatureMilliC = milliC }));

    [Fact]
    public void Distances_are_those_of_the_sphere()
    {
        var paris = new Position(48_856_613, 2_352_222);
        var london = new Position(51_507_351, -127_758);

        Assert.InRange(paris.DistanceMetres(london), 343_000, 344_500);
        Assert.Equal(0, paris.DistanceMetres(paris));
        Assert.InRange(new Position(0, 179_999_999).DistanceMetres(new Position(0, -179_999_999)), 0, 1);
    }

    private static string? Code(DeliveryProof proof) =>
        DeliveryProofCheck.Check(proof, Terms).SingleOrDefault()?.Code;
}
