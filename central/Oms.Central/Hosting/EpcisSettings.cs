using Oms.Epcis.Mapping;

namespace Oms.Central.Hosting;

/// <summary>The GS1 numbers of the house, from configuration.</summary>
internal static class EpcisSettings
{
    /// <summary>The section of these options.</summary>
    public const string Section = "Epcis";

    private const string Depots = "Depots";

    /// <summary>The options that have one name.</summary>
    public static IReadOnlyList<string> Known { get; } = ["Epcis:CompanyPrefix", "Epcis:CarrierGln", "Epcis:BaseUrl"];

    /// <summary>Whether an option gives a depot its GLN.</summary>
    public static bool IsDepot(string key) =>
        key.StartsWith($"{Section}:{Depots}:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the section.</summary>
    /// <exception cref="StartException">A number is not of its form; the message names the option.</exception>
    public static Gs1Names From(IConfigurationSection section)
    {
        var prefix = section["CompanyPrefix"];
        if (prefix is not null && (prefix.Length is < 6 or > 12 || !prefix.All(char.IsAsciiDigit)))
        {
            throw new StartException($"Option Epcis:CompanyPrefix is '{prefix}'; it must have 6 to 12 digits.");
        }

        if (section["BaseUrl"] is { } url
            && (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https")))
        {
            throw new StartException(
                $"Option Epcis:BaseUrl is '{url}'; it must be like https://oms.example.com, where partners read.");
        }

        var depots = section.GetSection(Depots).GetChildren()
            .ToDictionary(depot => depot.Key, depot => Gln($"{Section}:{Depots}:{depot.Key}", depot.Value)!);
        return Gs1Names.None with
        {
            CompanyPrefix = prefix,
            CarrierGln = Gln("Epcis:CarrierGln", section["CarrierGln"]),
            DepotGlns = depots,
            EvidenceBase = section["BaseUrl"]?.TrimEnd('/') ?? Gs1Names.None.EvidenceBase,
        };
    }

    private static string? Gln(string option, string? text) =>
        text is null || Oms.Gs1.Gln.TryParse(text, out _)
            ? text
            : throw new StartException(
                $"Option {option} is '{text}'; it must be a GLN: 13 digits, the last of them the check digit.");
}
