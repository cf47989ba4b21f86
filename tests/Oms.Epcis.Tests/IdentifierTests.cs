using Xunit;

namespace Oms.Epcis.Tests;

/// <summary>EPC URIs and links of any domain as canonical GS1 Digital Link.</summary>
public sealed class IdentifierTests
{
    [Theory]
    [InlineData("urn:epc:id:sgtin:4012345.011111.9876", "01/04012345111118/21/9876")]
    [InlineData("urn:epc:id:sgtin:4012345.011111.a%2Fb", "01/04012345111118/21/a%2Fb")]
    [InlineData("urn:epc:id:sgtin:4012345.011111.a!(b)", "01/04012345111118/21/a%21%28b%29")]
    [InlineData("urn:epc:id:sscc:4012345.1112223334", "00/140123451122233341")]
    [InlineData("urn:epc:id:sgln:4012345.00005.0", "414/4012345000054")]
    [InlineData("urn:epc:id:sgln:4012345.00005.A1", "414/4012345000054/254/A1")]
    [InlineData("urn:epc:id:sgln:401234512345..0", "414/4012345123456")]
    [InlineData("urn:epc:id:grai:4012345.55555.98765", "8003/0401234555555498765")]
    [InlineData("urn:epc:id:giai:4000001.111", "8004/4000001111")]
    [InlineData("urn:epc:id:gsrn:4012345.0000000001", "8018/401234500000000012")]
    [InlineData("urn:epc:id:gsrnp:4012345.0000000001", "8017/401234500000000012")]
    [InlineData("urn:epc:id:gdti:4012345.55555.1234", "253/40123455555541234")]
    [InlineData("urn:epc:id:pgln:4012345.00000", "417/4012345000009")]
    [InlineData("urn:epc:id:cpi:4012345.AB-1.77", "8010/4012345AB-1/8011/77")]
    [InlineData("urn:epc:id:sgcn:4012345.67890.123", "255/4012345678901123")]
    [InlineData("urn:epc:id:ginc:4012345.xyz", "401/4012345xyz")]
    [InlineData("urn:epc:id:gsin:4012345.123456789", "402/40123451234567894")]
    [InlineData("urn:epc:id:itip:4012345.011111.01.02.9", "8006/040123451111180102/21/9")]
    [InlineData("urn:epc:id:upui:4012345.011111.51qIgY)%3C", "01/04012345111118/235/51qIgY%29%3C")]
    [InlineData("urn:epc:class:lgtin:4012345.011111.L1", "01/04012345111118/10/L1")]
    [InlineData("urn:epc:idpat:sgtin:4012345.011111.*", "01/04012345111118")]
    [InlineData("urn:epc:idpat:grai:4012345.55555.*", "8003/04012345555554")]
    [InlineData("https://example.com/a/b/gtin/4012345111118/lot/L1/ser/9?exp=1", "01/04012345111118/21/9")]
    [InlineData("http://id.gs1.org/01/04012345111118/22/2A", "01/04012345111118")]
    [InlineData("https://example.com/01/40123455", "01/00000040123455")]
    [InlineData("https://example.com/414/4012345000054/254/A1", "414/4012345000054/254/A1")]
    [InlineData("https://example.com/party/4012345000009", "417/4012345000009")]
    public void An_identifier_has_one_canonical_link(string given, string wanted) =>
        Assert.Equal("https://id.gs1.org/" + wanted, EventIdentifiers.Canonical(given));

    [Theory]
    [InlineData("urn:epc:id:sgtin:4012345.01111.9876")]
    [InlineData("urn:epc:id:sgtin:40123.01111111.9876")]
    [InlineData("urn:epc:id:sgtin:4012345.011111.")]
    [InlineData("urn:epc:id:sgtin:4012345.011111.123456789012345678901")]
    [InlineData("urn:epc:id:sgtin:4012345.011111.a/b")]
    [InlineData("urn:epc:idpat:sgtin:4012345.*.*")]
    [InlineData("https://example.com/01/0401234511")]
    [InlineData("https://example.com/01/04012345111118#top")]
    [InlineData("https://example.com/orders/12345678")]
    [InlineData("geo:47.506694,11.104301")]
    public void What_is_no_identifier_of_GS1_stays_as_it_is(string given) =>
        Assert.Equal(given, EventIdentifiers.Canonical(given));

    [Fact]
    public void Every_digit_counts_for_the_check_digit()
    {
        Assert.Null(DigitalLink.CheckDigitWanted("https://id.gs1.org/414/9521321000018"));
        Assert.Equal('8', DigitalLink.CheckDigitWanted("https://id.gs1.org/414/9521321000010"));
    }
}
