namespace Oms.Eld.Tests;

public sealed class VinTests
{
    [Theory]
    [InlineData("1M8GDM9AXKP042788")]
    [InlineData("11111111111111111")]
    public void A_number_with_its_check_digit_is_one(string vin) => Assert.True(Vin.HasCheckDigit(vin));

    [Theory]
    [InlineData("1M8GDM9A0KP042788")]
    [InlineData("1M8GDM9AXKP042789")]
    [InlineData("1M8GDM9AXKP04278")]
    [InlineData("1M8GDM9AXKP0427888")]
    [InlineData("IM8GDM9AXKP042788")]
    [InlineData("1m8gdm9axkp042788")]
    [InlineData("")]
    public void A_number_with_a_wrong_character_is_none(string vin) => Assert.False(Vin.HasCheckDigit(vin));
}
