using NodaTime;
using Oms.Eld.Tests.Support;

namespace Oms.Eld.Tests;

public sealed class EldFileNameTests
{
    private static readonly LocalDate Created = new(2026, 2, 5);

    [Theory]
    [InlineData("Smith", "W8569238", "Smith3841020526-000000000")]
    [InlineData("Lee", "198", "Lee__9818020526-000000000")]
    [InlineData("Okafor", "ABC", "Okafo0000020526-000000000")]
    [InlineData("O'Neil", "A7", "ONeil0707020526-000000000")]
    [InlineData("Lee", "9999999999995", "Lee__9513020526-000000000")]
    public void A_name_is_made_of_driver_license_and_date(string last, string license, string name) =>
        Assert.Equal(name, EldFileName.Of(last, license, Created));

    [Fact]
    public void An_ending_of_other_characters_is_refused() =>
        Assert.Throws<ArgumentException>(() => EldFileName.Of("Lee", "198", Created, "00000000a"));

    [Theory]
    [InlineData("Okafo3321030226-000000000.csv")]
    [InlineData("Okafo3321030226-00000000Z")]
    public void The_name_of_the_header_is_right(string name) =>
        Assert.Null(EldFileName.Check(name, SampleFile.File));

    [Theory]
    [InlineData("Okafo3321030126-000000000.csv")]
    [InlineData("Okafo3321030226-00000000z.csv")]
    [InlineData("eld.csv")]
    [InlineData("")]
    public void Another_name_is_found_with_the_right_one(string name) =>
        Assert.Contains(
            "Okafo3321030226-000000000", EldFileName.Check(name, SampleFile.File)!.Message, StringComparison.Ordinal);
}
