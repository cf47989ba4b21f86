using Oms.Central.Hosting;
using Oms.Finance;

namespace Oms.Central.Costing;

/// <summary>How the books are kept, from configuration; the same on every node of a cluster.</summary>
/// <param name="Currency">The currency of cost books that are new. A book keeps the one that it began with.</param>
internal sealed record BookSettings(Currency Currency)
{
    /// <summary>The section of these options.</summary>
    public const string Section = "Books";

    private const string CurrencyOption = "Books:Currency";

    public static BookSettings Default { get; } = new(Currency.Find("EUR")!);

    /// <summary>The options of the section.</summary>
    public static IReadOnlyList<string> Known { get; } = [CurrencyOption];

    /// <summary>Reads the section.</summary>
    /// <exception cref="StartException">A value is not of its form; the message names the option.</exception>
    public static BookSettings From(IConfigurationSection section) =>
        section["Currency"] is not { } code ? Default
        : Currency.Find(code) is { } currency ? new BookSettings(currency)
        : throw new StartException($"Option {CurrencyOption} is '{code}'; it must be a currency such as EUR.");
}
