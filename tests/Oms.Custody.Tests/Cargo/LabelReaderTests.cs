using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Custody.Cargo;
using Oms.Gs1;
using Xunit;

namespace Oms.Custody.Tests.Cargo;

public sealed class LabelReaderTests
{
    private const string Gs = "\u001D";

    private const string Item = "09506000134352";

    private const string Pallet = "395011015300000011";

    [Theory]
    [InlineData($"]C101{Item}17260331101234{Gs}21S-9")]
    [InlineData($"]d201{Item}17260331101234{Gs}21S-9")]
    [InlineData($"{Gs}01{Item}17260331101234{Gs}21S-9")]
    [InlineData($"01{Item}17260331{Gs}101234{Gs}21S-9")]
    [InlineData($"01{Item}17260331101234\u241D21S-9\r\n")]
    [InlineData($"(01){Item}(17)260331(10)1234(21)S-9")]
    [InlineData($"(01) {Item} (17) 260331 (10) 1234 (21) S-9")]
    [InlineData($"https://example.com/01/{Item}/10/1234/21/S-9?17=260331")]
    [InlineData($"https://id.gs1.org/some/path/01/9506000134352/10/1234/21/S-9?17=260331&linkType=gs1:pip#x")]
    public void One_item_is_read_the_same_from_every_form(string raw)
    {
        var label = LabelReader.Read(raw);

        Assert.Empty(label.Findings);
        Assert.Equal(Gtin.Parse(Item), label.Gtin);
        Assert.Equal(("1234", "S-9"), (label.Lot, label.Serial));
        Assert.Equal(new LocalDate(2026, 3, 31), label.Expiry(2026));
        Assert.Equal(raw, label.Raw);
    }

    [Fact]
    public void A_pallet_label_tells_its_content_and_count()
    {
        var label = LabelReader.Read($"]C100{Pallet}02{Item}3748{Gs}10L7");

        Assert.Empty(label.Findings);
        Assert.Equal(Sscc.Parse(Pallet), label.Sscc);
        Assert.Equal((Gtin.Parse(Item), 48, "L7"), (label.Content, label.Count, label.Lot));
        Assert.Null(label.Gtin);
    }

    [Theory]
    [InlineData("(3100)000012", 12_000_000L)]
    [InlineData("(3103)012345", 12_345_000L)]
    [InlineData("(3105)012345", 123_450L)]
    [InlineData("(3200)000001", 453_592L)]
    [InlineData("(3201)000015", 680_389L)]
    [InlineData("(3205)999999", 4_535_919L)]
    [InlineData("(3106)012345", null)]
    public void Weights_are_read_with_their_decimals(string text, long? milligrams) =>
        Assert.Equal(milligrams, LabelReader.Read($"(01){Item}{text}").NetMilligrams);

    [Fact]
    public void Gross_weights_and_places_are_told_apart_from_net_ones()
    {
        var label = LabelReader.Read($"(00){Pallet}(3302)001234(410)6291041500213(414)6291041500213");

        Assert.Empty(label.Findings);
        Assert.Equal((12_340_000L, null), (label.GrossMilligrams, label.NetMilligrams));
        Assert.Equal(Gln.Parse("6291041500213"), label.ShipTo);
        Assert.Equal(label.ShipTo, label.Location);
    }

    [Theory]
    [InlineData("260200", 2026, "2026-02-28")]
    [InlineData("280200", 2026, "2028-02-29")]
    [InlineData("760101", 2026, "2076-01-01")]
    [InlineData("770101", 2026, "1977-01-01")]
    [InlineData("260101", 2076, "2126-01-01")]
    [InlineData("270101", 2076, "2027-01-01")]
    public void A_date_is_in_the_century_nearest_and_day_zero_is_the_months_last(string text, int year, string date) =>
        Assert.Equal(
            NodaTime.Text.LocalDatePattern.Iso.Parse(date).Value,
            LabelReader.Read($"(01){Item}(15){text}").BestBefore(year));

    [Theory]
    [InlineData("", "length")]
    [InlineData("hello", "not-gs1")]
    [InlineData("6291041500214", "not-gs1")]
    [InlineData("]A0ABC", "not-gs1")]
    [InlineData("]E06291041500214", "not-gs1")]
    [InlineData("https://example.com/menu?table=4", "not-gs1")]
    [InlineData("(01)09506000134353", "check-digit")]
    [InlineData("(00)395011015300000012", "check-digit")]
    [InlineData("(01)0950600013435", "value-length")]
    [InlineData("(01)0950600013435X", "value-characters")]
    [InlineData("(10)", "value-length")]
    [InlineData("(10)123456789012345678901", "value-length")]
    [InlineData("(10)AB CD", "value-characters")]
    [InlineData("(10)é", "value-characters")]
    [InlineData("(17)261301", "value-date")]
    [InlineData("(17)260230", "value-date")]
    [InlineData("(01)09506000134352(05)1", null)]
    [InlineData("(05)1", "not-gs1")]
    [InlineData("0109506000134352XX", "unknown-identifier")]
    [InlineData("(02)09506000134352", "count-missing")]
    [InlineData("(37)12", "content-missing")]
    [InlineData("(01)09506000134352(02)09506000134352(37)2", "two-items")]
    [InlineData("(10)A(10)B", "two-values")]
    [InlineData("https://example.com/01/09506000134352?0=1", "unknown-identifier")]
    [InlineData("https://example.com/01", "value-length")]
    public void Anything_else_ends_in_a_finding_and_is_kept(string raw, string? code)
    {
        var label = LabelReader.Read(raw);

        // Brackets around no identifier belong to the value before: here a GTIN too long.
        Assert.Equal(code ?? "value-length", Assert.Single(label.Findings).Code);
        Assert.Equal(raw, label.Raw);
    }

    [Fact]
    public void A_code_of_the_longest_length_is_read_and_one_character_more_is_not()
    {
        var longest = new string('z', LabelReader.CharsMax);

        Assert.Equal("not-gs1", Assert.Single(LabelReader.Read(longest).Findings).Code);
        Assert.Equal("length", Assert.Single(LabelReader.Read(longest + "z").Findings).Code);
    }

    [Fact]
    public void A_lot_with_brackets_stays_whole() =>
        Assert.Equal("A(1)B", LabelReader.Read($"(01){Item}(10)A(1)B(21)7").Lot);

    [Fact]
    public void A_lost_separator_is_a_finding_where_the_value_grows_too_long()
    {
        var label = LabelReader.Read($"01{Item}10ABCDEFGHIJKL2112345678901");

        Assert.Equal("value-length", Assert.Single(label.Findings).Code);
        Assert.Contains("separator", label.Findings[0].Message, StringComparison.Ordinal);
        Assert.Equal(Gtin.Parse(Item), label.Gtin);
    }

    [Fact]
    public void No_identifier_is_the_beginning_of_another_and_all_have_room_for_their_leading_digits() =>
        Assert.All(ApplicationIdentifiers.All, one =>
        {
            Assert.Single(
                ApplicationIdentifiers.All, other => one.Stem.StartsWith(other.Stem, StringComparison.Ordinal));
            Assert.True(one.LengthMin >= Math.Max(one.LeadingDigits, one.CheckedDigits), one.Stem);
            Assert.InRange(one.Digits, one.Stem.Length, one.Stem.Length + 1);
            Assert.True(!one.IsPredefined || one.LengthMin == one.LengthMax, one.Stem);
        });

    [Fact]
    public void Any_text_is_read_without_a_failure_and_kept() =>
        Prop.ForAll<NonNull<string>, int>((text, number) =>
        {
            foreach (var raw in new[]
            {
                text.Get, $"]C1{text.Get}", $"({number}){text.Get}", $"01{Item}{text.Get}",
                $"https://x/01/{text.Get}?{number}={text.Get}", $"]d2{number}{Gs}{text.Get}",
            })
            {
                var label = LabelReader.Read(raw);
                Assert.Equal(raw, label.Raw);
                Assert.True(label.Elements.Count > 0 || label.Findings.Count > 0);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Elements_written_one_after_the_other_are_read_back() =>
        Prop.ForAll(
            (from lot in Value(20)
             from serial in Value(20)
             from count in Gen.Choose(0, 99_999_999)
             from isLotFirst in Gen.Elements(true, false)
             select (lot, serial, count, isLotFirst)).ToArbitrary(),
            one =>
            {
                var (first, second) = one.isLotFirst
                    ? ($"10{one.lot}", $"21{one.serial}")
                    : ($"21{one.serial}", $"10{one.lot}");
                var label = LabelReader.Read($"]C101{Item}{first}{Gs}30{one.count}{Gs}{second}");

                Assert.Empty(label.Findings);
                Assert.Equal((one.lot, one.serial, one.count), (label.Lot, label.Serial, label.Count));
            }).QuickCheckThrowOnFailure();

    private static Gen<string> Value(int charsMax) =>
        from length in Gen.Choose(1, charsMax)
        from characters in Gen.Elements("ABCXYZabcxyz0123456789-/.()!".ToCharArray()).ArrayOf(length)
        select new string(characters);
}
