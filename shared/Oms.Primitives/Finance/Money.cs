using System.Globalization;
using System.Text.Json.Serialization;

namespace Oms.Finance;

/// <summary>An amount of one currency in whole minor units: no fractions, no rounding, no mixing.</summary>
[JsonConverter(typeof(MoneyJsonConverter))]
public sealed record Money
{
    private Money(long minor, Currency currency) => (Minor, Currency) = (minor, currency);

    /// <summary>Minor units, such as cents; below zero for what is owed.</summary>
    public long Minor { get; }

    public Currency Currency { get; }

    public static Money Of(long minor, Currency currency) => new(minor, currency);

    /// <param name="code">The currency's code, such as <c>EUR</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="code"/> is no currency of ISO 4217.</exception>
    public static Money Of(long minor, string code) =>
        Currency.Find(code) is { } currency
            ? new Money(minor, currency)
            : throw new ArgumentException($"'{code}' is no currency of ISO 4217.", nameof(code));

    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>The sum.</summary>
    /// <exception cref="CurrencyMismatchException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The sum is beyond 64 bits.</exception>
    public Money Plus(Money other) => new(checked(Minor + Same(other).Minor), Currency);

    /// <summary>The difference.</summary>
    /// <exception cref="CurrencyMismatchException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The difference is beyond 64 bits.</exception>
    public Money Minus(Money other) => new(checked(Minor - Same(other).Minor), Currency);

    /// <exception cref="CurrencyMismatchException">The currencies differ.</exception>
    public bool IsMoreThan(Money other) => Minor > Same(other).Minor;

    /// <summary>As people read it, with the decimals of the currency: <c>12.50 EUR</c>, <c>1250 JPY</c>.</summary>
    public override string ToString()
    {
        var amount = new decimal(Minor) / One(Currency.Decimals);
        return $"{amount.ToString($"F{Currency.Decimals}", CultureInfo.InvariantCulture)} {Currency}";
    }

    /// <summary>How many minor units the major one has.</summary>
    private static decimal One(int decimals) =>
        decimals switch
        {
            0 => 1,
            2 => 100,
            3 => 1_000,
            _ => 10_000,
        };

    private Money Same(Money other) =>
        other.Currency == Currency ? other : throw new CurrencyMismatchException(Currency, other.Currency);
}

/// <summary>Amounts of two currencies were taken together: a bug of the caller, who had to ask first.</summary>
public sealed class CurrencyMismatchException(Currency left, Currency right)
    : InvalidOperationException($"Amounts in {left} and {right} cannot be taken together.")
{
    public Currency Left { get; } = left;

    public Currency Right { get; } = right;
}
