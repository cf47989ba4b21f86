using System.Text;
using Oms.Eld.Tests.Support;

namespace Oms.Eld.Tests;

public sealed class EldCheckValuesTests
{
    [Theory]
    [InlineData('0', 0)]
    [InlineData('1', 1)]
    [InlineData('9', 9)]
    [InlineData(':', 0)]
    [InlineData('@', 0)]
    [InlineData('A', 17)]
    [InlineData('Z', 42)]
    [InlineData('[', 0)]
    [InlineData('`', 0)]
    [InlineData('a', 49)]
    [InlineData('z', 74)]
    [InlineData('{', 0)]
    [InlineData('/', 0)]
    public void Digits_and_letters_count_and_nothing_else_does(char character, int value) =>
        Assert.Equal(value, EldCheckValues.Character((byte)character));

    [Fact]
    public void An_octet_beyond_ASCII_counts_nothing() => Assert.Equal(0, EldCheckValues.Character(0xE1));

    [Theory]
    [InlineData("", 0x96)]
    [InlineData("A", 0x1E)]
    [InlineData("SMITH,JOHN", 0xB6)]
    public void A_line_has_its_check_value(string line, int check) =>
        Assert.Equal(check, EldCheckValues.Line(Encoding.ASCII.GetBytes(line)));

    [Fact]
    public void No_text_gives_the_mask_of_events() => Assert.Equal(0xC3, EldCheckValues.Event([]));

    [Fact]
    public void No_line_gives_the_mask_of_files() => Assert.Equal(0x969C, EldCheckValues.File(0));

    [Fact]
    public void Only_sixteen_bits_of_the_sum_count() =>
        Assert.Equal(EldCheckValues.File(0x1234), EldCheckValues.File(0x5_1234));

    [Fact]
    public void A_row_gives_the_same_value_as_its_texts()
    {
        var row = SampleFile.File.Events[0];
        Assert.Equal(
            EldCheckValues.Event(["1", "1", "030226", "170000", "90", "3.0", "32.78", "-96.80", "204", "ada.okafor"]),
            EldCheckValues.Event(row, "204", "ada.okafor"));
    }
}
