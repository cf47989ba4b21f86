using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Oms.Json;
using Xunit;

namespace Oms.Tests.Json;

public sealed class EcmaScriptNumberTests
{
    /// <summary>The samples of RFC 8785, appendix B; each was computed again with another ECMAScript engine.</summary>
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void A_number_is_printed_as_ECMAScript_prints_it(ulong bits, string expected) =>
        Assert.Equal(expected, Format(BitConverter.UInt64BitsToDouble(bits)));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_no_number_is_refused(double value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Format(value));

    [Fact]
    public void Every_printed_number_reads_back_as_itself_and_no_shorter_text_does() =>
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), bits =>
        {
            var value = BitConverter.Int64BitsToDouble(unchecked(bits * 0x2545F4914F6CDD1D));
            if (!double.IsFinite(value) || value == 0)
            {
                return;
            }

            var text = Format(value);
            Assert.Equal(value, double.Parse(text, CultureInfo.InvariantCulture));
            Assert.True(text.Length <= EcmaScriptNumber.BytesMax);
            var digits = text.Split('e')[0].Count(char.IsAsciiDigit);
            if (text.Contains('e', StringComparison.Ordinal) && digits > 1)
            {
                var shorter = value.ToString("E" + (digits - 2), CultureInfo.InvariantCulture);
                Assert.NotEqual(value, double.Parse(shorter, CultureInfo.InvariantCulture));
            }
        }).QuickCheckThrowOnFailure();

    private static string Format(double value)
    {
        Span<byte> output = stackalloc byte[EcmaScriptNumber.BytesMax];
        return Encoding.ASCII.GetString(output[..EcmaScriptNumber.Format(value, output)]);
    }
}
