using System.Collections.Frozen;

namespace Oms.Finance;

/// <summary>A currency of ISO 4217, with how many decimals its smallest unit has.</summary>
/// <remarks>
/// Source: ISO 4217:2015, list one (currencies and funds in use), maintained by SIX. Metals, testing codes and funds
/// without a minor unit are left out: nobody pays with them. A code that goes out of use stays here, because old
/// payments must still be read.
/// </remarks>
public sealed record Currency
{
    private const string NoDecimals =
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";

    private const string TwoDecimals =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP "
        + "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR "
        + "IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN "
        + "NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP "
        + "STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

    private const string ThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";

    private const string FourDecimals = "CLF UYW";

    private static readonly FrozenDictionary<string, Currency> ByCode =
        Of(NoDecimals, 0).Concat(Of(TwoDecimals, 2)).Concat(Of(ThreeDecimals, 3)).Concat(Of(FourDecimals, 4))
            .ToFrozenDictionary(currency => currency.Code, StringComparer.Ordinal);

    private Currency(string code, int decimals) => (Code, Decimals) = (code, decimals);

    /// <summary>Every currency that is known.</summary>
    public static IEnumerable<Currency> All => ByCode.Values;

    /// <summary>Three capital letters, such as <c>EUR</c>.</summary>
    public string Code { get; }

    /// <summary>Decimals of the smallest unit, 0 to 4: 100 minor units are one euro, 1 is one yen.</summary>
    public int Decimals { get; }

    /// <summary>How what is worked out in it, such as a tax, is brought to whole minor units.</summary>
    /// <remarks>
    /// To the nearest, half up, but for the yen, where the fraction is dropped: the law leaves the choice to the
    /// seller, and dropping is the custom (National Tax Agency of Japan, Q&amp;A on the invoice system, on fractions of
    /// consumption tax).
    /// </remarks>
    public RoundingRule Rounding => Code == "JPY" ? RoundingRule.Down : RoundingRule.HalfUp;

    /// <summary>The currency of a code; null when it is none. Case matters, as in the standard.</summary>
    public static Currency? Find(string? code) => code is null ? null : ByCode.GetValueOrDefault(code);

    public override string ToString() => Code;

    private static IEnumerable<Currency> Of(string codes, int decimals) =>
        codes.Split(' ').Select(code => new Currency(code, decimals));
}
