using System.Collections.Immutable;
using System.Globalization;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Storage;
using Oms.Finance;

namespace Oms.Central.Payments;

/// <summary>The payment provider and who may approve how much, from configuration.</summary>
/// <param name="Provider">Null where there is none: cards are not taken then.</param>
/// <param name="Limits">By scope or role, and currency, in minor units.</param>
internal sealed record PaymentSettings(
    ProviderSettings? Provider, ImmutableSortedDictionary<string, long> Limits)
{
    /// <summary>The section of these options.</summary>
    public const string Section = "Payments";

    private const string Approval = "Approval";
    private const double TimeoutSecondsMax = 30;

    public static PaymentSettings None { get; } = new(null, ImmutableSortedDictionary<string, long>.Empty);

    /// <summary>The options that have one name.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "Payments:Provider:Url", "Payments:Provider:Key", "Payments:Provider:CallbackSecret",
        "Payments:Provider:TimeoutSeconds",
    ];

    /// <summary>Whether an option sets an approval limit.</summary>
    public static bool IsLimit(string key) =>
        key.StartsWith($"{Section}:{Approval}:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The most that a caller may approve in a currency: as its role, where that has a limit, else as its
    /// scope; null for any amount.</summary>
    /// <remarks>Who has a limit in some currency approves nothing in the others.</remarks>
    public Money? LimitOf(Caller caller, Currency currency)
    {
        var name = caller.Role is { } role && IsLimited(CentralViews.Snake(role))
            ? CentralViews.Snake(role)
            : CentralViews.Snake(caller.Scope);
        return Limits.TryGetValue($"{name}:{currency.Code}", out var minor)
            ? Money.Of(minor, currency)
            : IsLimited(name) ? Money.Zero(currency) : null;
    }

    private bool IsLimited(string name) =>
        Limits.Keys.Any(key => key.StartsWith($"{name}:", StringComparison.Ordinal));

    /// <summary>Reads the section.</summary>
    /// <exception cref="StartException">A value is not of its form; the message names the option.</exception>
    public static PaymentSettings From(IConfigurationSection section) => new(
        section.GetSection("Provider") is var provider && provider.GetChildren().Any() ? ProviderOf(provider) : null,
        section.GetSection(Approval).GetChildren()
            .SelectMany(scope => scope.GetChildren().Select(limit => LimitOf(scope.Key, limit)))
            .ToImmutableSortedDictionary(StringComparer.Ordinal));

    private static KeyValuePair<string, long> LimitOf(string holder, IConfigurationSection limit) =>
        Enum.GetValues<ApiScope>().Select(scope => CentralViews.Snake(scope))
            .Concat(Enum.GetValues<ApiRole>().Select(role => CentralViews.Snake(role)))
            .FirstOrDefault(name => name.Equals(holder, StringComparison.OrdinalIgnoreCase)) is { } known
        && Currency.Find(limit.Key) is { } currency
        && long.TryParse(limit.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? KeyValuePair.Create($"{known}:{currency.Code}", minor)
            : throw new StartException(
                $"Option {limit.Path} is '{limit.Value}'; it must be like Payments:Approval:integration:EUR with a "
                + "whole number of minor units.");

    private static ProviderSettings ProviderOf(IConfigurationSection section) => new(
        Uri.TryCreate(section["Url"], UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && url.AbsolutePath.EndsWith('/')
            ? url
            : throw new StartException(
                $"Option Payments:Provider:Url is '{section["Url"]}'; it must be like https://pay.example.com/ with "
                + "a slash at its end."),
        SecretOf(section, "Key"),
        SecretOf(section, "CallbackSecret"),
        section["TimeoutSeconds"] is not { } text ? TimeSpan.FromSeconds(10)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                && seconds is >= 0.1 and <= TimeoutSecondsMax
                ? TimeSpan.FromSeconds(seconds)
                : throw new StartException(
                    $"Option Payments:Provider:TimeoutSeconds is '{text}'; it must be from 0.1 to "
                    + $"{TimeoutSecondsMax}."));

    private static string SecretOf(IConfigurationSection section, string name) =>
        section[name] is { Length: >= 16 and <= 200 } secret && secret.All(c => c is > ' ' and <= '~')
            ? secret
            : throw new StartException(
                $"Option Payments:Provider:{name} is missing or not of 16 to 200 printable characters.");
}

/// <param name="Url">Where the provider's API is; ends with a slash.</param>
/// <param name="Key">What this centre shows to the provider.</param>
/// <param name="CallbackSecret">What the provider signs its callbacks with.</param>
/// <param name="Timeout">How long one answer may take; shorter than the lease of a call.</param>
internal sealed record ProviderSettings(Uri Url, string Key, string CallbackSecret, TimeSpan Timeout);
