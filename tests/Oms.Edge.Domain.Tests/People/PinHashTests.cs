using Oms.Edge.People;
using Xunit;

namespace Oms.Edge.Domain.Tests.People;

public sealed class PinHashTests
{
    private static readonly byte[] Salt = [.. Enumerable.Range(1, PinHash.SaltBytes).Select(number => (byte)number)];

    [Fact]
    public void A_pin_is_known_by_its_hash_and_no_other_one_is()
    {
        var hash = PinHash.Of("471100", Salt);

        Assert.True(PinHash.Matches(hash, "471100"));
        Assert.False(PinHash.Matches(hash, "471101"));
        Assert.DoesNotContain("471100", hash, StringComparison.Ordinal);
    }

    // Computed with Python's hashlib.pbkdf2_hmac("sha256", b"471100", bytes(range(1, 17)), 600000).
    [Fact]
    public void The_form_is_the_one_that_other_tools_compute() =>
        Assert.Equal(KnownHash, PinHash.Of("471100", Salt));

    [Fact]
    public void Another_salt_gives_another_hash()
    {
        byte[] other = [.. Salt[..^1], 99];

        Assert.NotEqual(PinHash.Of("471100", Salt), PinHash.Of("471100", other));
    }

    [Theory]
    [InlineData("12345", false)]
    [InlineData("123456", true)]
    [InlineData("123456789012", true)]
    [InlineData("1234567890123", false)]
    [InlineData("12345a", false)]
    [InlineData("１２３４５６", false)]
    public void A_pin_has_six_to_twelve_digits(string text, bool isPin) => Assert.Equal(isPin, PinHash.IsPin(text));

    [Theory]
    [InlineData("")]
    [InlineData("471100")]
    [InlineData("pbkdf2-sha256:600000:AQIDBAUGBwgJCgsMDQ4PEA==")]
    [InlineData("pbkdf2-sha256:99999:AQIDBAUGBwgJCgsMDQ4PEA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("pbkdf2-sha256:10000001:AQIDBAUGBwgJCgsMDQ4PEA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("pbkdf2-sha256:600000:AQID:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("pbkdf2-sha256:600000:AQIDBAUGBwgJCgsMDQ4PEA==:AAAA")]
    [InlineData("pbkdf2-sha256:600000:?:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("md5:600000:AQIDBAUGBwgJCgsMDQ4PEA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void What_is_no_hash_of_the_form_matches_nothing(string text)
    {
        Assert.False(PinHash.IsHash(text));
        Assert.False(PinHash.Matches(text, "471100"));
    }

    private const string KnownHash =
        "pbkdf2-sha256:600000:AQIDBAUGBwgJCgsMDQ4PEA==:EWEKpNK1k3JGjymRNcFseF3Td8hEIOqWr20d/olSvI4=";
}
