using Oms.Central.Orders;
using Xunit;

namespace Oms.Central.Tests.Orders;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("US", "12345", true)]
    [InlineData("US", "12345-6789", true)]
    [InlineData("US", "1234", false)]
    [InlineData("US", "ABCDE", false)]
    [InlineData("US", "", false)]
    [InlineData("CA", "K1A 0B1", true)]
    [InlineData("CA", "k1a 0b1", true)]
    [InlineData("CA", "K1A 0BB", false)]
    [InlineData("GB", "SW1A 1AA", true)]
    [InlineData("GB", "M1 1AE", true)]
    [InlineData("GB", "11 1AE", false)]
    [InlineData("DE", "10115", true)]
    [InlineData("DE", "1011", false)]
    [InlineData("NL", "1012 AB", true)]
    [InlineData("NL", "1012", false)]
    [InlineData("SE", "114 55", true)]
    [InlineData("PT", "1100-148", true)]
    [InlineData("JP", "100-0001", true)]
    [InlineData("IE", "D02 AF30", true)]
    [InlineData("AE", "", true)]
    [InlineData("AE", "?!", false)]
    [InlineData("us", "12345", false)]
    [InlineData("USA", "12345", false)]
    public void A_postal_code_has_the_shape_of_its_country(string country, string code, bool good) =>
        Assert.Equal(good, Fault("Shop", ["1 High Street"], "Springfield", code, country) is null);

    [Fact]
    public void Name_line_and_city_must_be_there()
    {
        Assert.NotNull(Fault(" ", ["1 High Street"], "Springfield", "12345", "US"));
        Assert.NotNull(Fault("Shop", [], "Springfield", "12345", "US"));
        Assert.NotNull(Fault("Shop", ["1 High Street", " "], "Springfield", "12345", "US"));
        Assert.NotNull(Fault("Shop", [null!], "Springfield", "12345", "US"));
        Assert.NotNull(Fault("Shop", ["1 High Street"], "", "12345", "US"));
        Assert.Null(Fault("Shop", ["1 High Street"], "Springfield", "12345", "US"));
    }

    private static string? Fault(string name, string[] lines, string city, string code, string country) =>
        AddressRules.Fault(name, new PostalAddress(lines, city, code, country));
}
