using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Oms.Json;
using Xunit;

namespace Oms.Tests.Json;

public sealed class CanonicalJsonTests
{
    [Fact]
    public void Members_are_sorted_by_UTF16_code_units() =>
        Assert.Equal(
            "{\"\\r\":1,\"1\":2,\"\u0080\":3,\"ö\":4,\"€\":5,\"😀\":6,\"\ufb33\":7}",
            Canonical("""
                { "\u20ac": 5, "\r": 1, "\ufb33": 7, "1": 2, "\ud83d\ude00": 6, "\u0080": 3, "\u00f6": 4 }
                """));

    [Fact]
    public void Only_what_must_be_escaped_is_escaped() =>
        Assert.Equal(
            "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u007f\\b\\t\\f\\r\\u0000\"",
            Canonical("""
                "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/\u007f\b\t\f\r\u0000"
                """));

    [Theory]
    [InlineData("333333333.33333329", "333333333.3333333")]
    [InlineData("1E30", "1e+30")]
    [InlineData("4.50", "4.5")]
    [InlineData("2e-3", "0.002")]
    [InlineData("0.000000000000000000000000001", "1e-27")]
    [InlineData("-0", "0")]
    [InlineData("-0.0e9", "0")]
    [InlineData("1e2", "100")]
    [InlineData("9007199254740991", "9007199254740991")]
    [InlineData("-9007199254740991", "-9007199254740991")]
    [InlineData("1e21", "1e+21")]
    public void A_number_gets_its_shortest_form(string number, string expected) =>
        Assert.Equal(expected, Canonical(number));

    [Theory]
    [InlineData("9007199254740992")]
    [InlineData("-9007199254740992")]
    [InlineData("9007199254740993")]
    [InlineData("9007199254740992.0")]
    [InlineData("9.1e15")]
    [InlineData("1000000000000000000000")]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    public void A_number_that_is_not_exact_is_refused(string number)
    {
        var fault = StrictJson.Check(Encoding.UTF8.GetBytes($"{{\"n\":{number}}}"));
        Assert.NotNull(fault);
        Assert.Equal((JsonFaultKind.NumberOutOfRange, "/n", 5), (fault.Kind, fault.Path, fault.Offset));
    }

    [Theory]
    [InlineData("", JsonFaultKind.Syntax, "", 0)]
    [InlineData("  ", JsonFaultKind.Syntax, "", 2)]
    [InlineData("\ufeff{}", JsonFaultKind.Syntax, "", 0)]
    [InlineData("{} {}", JsonFaultKind.TrailingData, "", 3)]
    [InlineData("1 x", JsonFaultKind.TrailingData, "", 2)]
    [InlineData("01", JsonFaultKind.Syntax, "", 0)]
    [InlineData("1.", JsonFaultKind.Syntax, "", 0)]
    [InlineData(".5", JsonFaultKind.Syntax, "", 0)]
    [InlineData("+1", JsonFaultKind.Syntax, "", 0)]
    [InlineData("-", JsonFaultKind.Syntax, "", 0)]
    [InlineData("1e", JsonFaultKind.Syntax, "", 0)]
    [InlineData("NaN", JsonFaultKind.Syntax, "", 0)]
    [InlineData("Infinity", JsonFaultKind.Syntax, "", 0)]
    [InlineData("tru", JsonFaultKind.Syntax, "", 0)]
    [InlineData("[1,]", JsonFaultKind.Syntax, "/1", 3)]
    [InlineData("[1 2]", JsonFaultKind.Syntax, "", 3)]
    [InlineData("[1", JsonFaultKind.Syntax, "", 2)]
    [InlineData("{\"a\" 1}", JsonFaultKind.Syntax, "/a", 5)]
    [InlineData("{\"a\":1,}", JsonFaultKind.Syntax, "", 7)]
    [InlineData("{a:1}", JsonFaultKind.Syntax, "", 1)]
    [InlineData("{\"a\":\"\t\"}", JsonFaultKind.Syntax, "/a", 6)]
    [InlineData("{\"a\":\"\\x\"}", JsonFaultKind.Syntax, "/a", 6)]
    [InlineData("{\"a\":\"\\u12g4\"}", JsonFaultKind.Syntax, "/a", 6)]
    [InlineData("{\"a\":\"\\u12", JsonFaultKind.Syntax, "/a", 6)]
    [InlineData("{\"a\":\"b", JsonFaultKind.Syntax, "/a", 7)]
    [InlineData("{\"a\":[0,\"\\ud800\"]}", JsonFaultKind.LoneSurrogate, "/a/1", 9)]
    [InlineData("{\"a\":[0,\"\\ud800\\u0041\"]}", JsonFaultKind.LoneSurrogate, "/a/1", 9)]
    [InlineData("{\"a\":[0,\"\\udc00\\ud800\"]}", JsonFaultKind.LoneSurrogate, "/a/1", 9)]
    [InlineData("{\"a\":1,\"b\":2,\"a\":3}", JsonFaultKind.DuplicateName, "/a", 13)]
    [InlineData("{\"b\":[{\"c\":1,\"\\u0063\":2}]}", JsonFaultKind.DuplicateName, "/b/0/c", 13)]
    [InlineData("{\"x/y~z\":{\"a\":1,\"a\":1}}", JsonFaultKind.DuplicateName, "/x~1y~0z/a", 16)]
    [InlineData("// no\n1", JsonFaultKind.Syntax, "", 0)]
    public void A_fault_is_named_with_its_place(string text, JsonFaultKind kind, string path, int offset)
    {
        var fault = StrictJson.Check(Encoding.UTF8.GetBytes(text));
        Assert.NotNull(fault);
        Assert.Equal((kind, path, offset), (fault.Kind, fault.Path, fault.Offset));
        Assert.Equal(fault, Assert.Throws<JsonFaultException>(() => Canonical(text)).Fault);
        Assert.False(CanonicalJson.IsCanonical(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("7b2261223a22ff227d", "/a", 6)]
    [InlineData("7b2261223a22c322", "/a", 6)]
    [InlineData("7b2261223a22c0af227d", "/a", 6)]
    [InlineData("7b2261223a22eda080227d", "/a", 6)]
    [InlineData("7b2261223a22f4908080227d", "/a", 6)]
    [InlineData("5b312c80", "/1", 3)]
    public void Bytes_that_are_not_UTF8_are_refused_with_their_place(string hex, string path, int offset)
    {
        var fault = StrictJson.Check(Convert.FromHexString(hex));
        Assert.NotNull(fault);
        Assert.Equal((JsonFaultKind.NotUtf8, path, offset), (fault.Kind, fault.Path, fault.Offset));
    }

    [Fact]
    public void Nesting_is_taken_to_its_bound_and_refused_beyond()
    {
        Assert.Null(StrictJson.Check(Nested(CanonicalJson.DepthMax)));
        var fault = StrictJson.Check(Nested(CanonicalJson.DepthMax + 1));
        Assert.Equal((JsonFaultKind.TooDeep, CanonicalJson.DepthMax), (fault!.Kind, fault.Offset));
        Assert.Equal(JsonFaultKind.TooDeep, StrictJson.Check(Nested(1_000_000))!.Kind);
    }

    [Fact]
    public void A_faulty_text_leaves_the_buffer_as_it_was()
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.NotNull(CanonicalJson.Canonicalize("{\"a\":1"u8, output));
        Assert.Equal(0, output.WrittenCount);
        Assert.Null(CanonicalJson.Canonicalize("{ }"u8, output));
        Assert.Equal("{}"u8, output.WrittenSpan);
    }

    [Fact]
    public void One_value_has_one_form_whatever_its_order_space_and_escapes() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var (tidy, untidy) = new RandomJson(new Random(seed)).Value(depth: 0);
            var canonical = Canonical(untidy);
            Assert.Equal(Canonical(tidy), canonical);
            Assert.True(CanonicalJson.IsCanonical(Encoding.UTF8.GetBytes(canonical)));
            using var before = JsonDocument.Parse(untidy);
            using var after = JsonDocument.Parse(canonical);
            Assert.True(JsonElement.DeepEquals(before.RootElement, after.RootElement));
            Assert.Equal(untidy == canonical, CanonicalJson.IsCanonical(Encoding.UTF8.GetBytes(untidy)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Damaged_text_is_refused_or_means_what_another_reader_reads() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var text = Encoding.UTF8.GetBytes(new RandomJson(random).Value(depth: 0).Untidy);
            for (var i = random.Next(4); i >= 0 && text.Length > 0; i--)
            {
                text[random.Next(text.Length)] = (byte)random.Next(256);
            }

            var fault = StrictJson.Check(text);
            if (fault is not null)
            {
                Assert.InRange(fault.Offset, 0, text.Length);
                return;
            }

            using var read = JsonDocument.Parse(text);
            using var again = JsonDocument.Parse(CanonicalJson.Canonicalize(text));
            Assert.Equal(read.RootElement.ValueKind, again.RootElement.ValueKind);
        }).QuickCheckThrowOnFailure();

    private static string Canonical(string json) =>
        Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json)));

    private static byte[] Nested(int depth) => Encoding.ASCII.GetBytes(new string('[', depth) + new string(']', depth));
}
