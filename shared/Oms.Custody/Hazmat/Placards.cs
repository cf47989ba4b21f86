using Oms.Custody.Findings;
using Section = Oms.Custody.Hazmat.HazmatSections;

namespace Oms.Custody.Hazmat;

/// <summary>Which placards a vehicle displays: 49 CFR 172.504 and 172.505, domestic transport by highway.</summary>
public static class Placards
{
    public const string Dangerous = "DANGEROUS";

    /// <summary>Below this aggregate gross weight materials of table 2 need no placard: 454 kg (1,001 lb), grams
    /// (172.504(c)).</summary>
    public const long TableTwoGramsMin = 454_000;

    /// <summary>From this gross weight of one category on DANGEROUS does not stand for it: 1,000 kg (2,205 lb), grams
    /// (172.504(b)).</summary>
    public const long OwnPlacardGramsMin = 1_000_000;

    private const string PoisonInhalation = "POISON INHALATION HAZARD";

    // 172.504(e), table 1: any quantity. What depends on more than the class is in NameOf.
    private static readonly string[] TableOne =
    [
        "EXPLOSIVES 1.1", "EXPLOSIVES 1.2", "EXPLOSIVES 1.3", "POISON GAS", "DANGEROUS WHEN WET",
        "ORGANIC PEROXIDE, temperature controlled", PoisonInhalation, "RADIOACTIVE",
    ];

    /// <summary>The placards for a load.</summary>
    /// <remarks>A category is loaded at one facility here; a vehicle that loads at several may need fewer.</remarks>
    public static RequiredPlacards For(IReadOnlyList<HazmatCargo> cargo)
    {
        var categories = (
            from one in cargo
            where !one.Description.IsLimitedQuantity
            from name in NamesOf(one)
            group one by name into category
            select (Name: category.Key, Cargo: category.ToList())).ToList();
        var second = categories.Where(category => !TableOne.Contains(category.Name)).ToList();
        var isHeavy = second.SelectMany(category => category.Cargo).Distinct().Sum(one => one.GrossGrams)
            >= TableTwoGramsMin;
        var required = categories
            .Where(category => TableOne.Contains(category.Name) || isHeavy || category.Cargo.Any(one => one.IsBulk))
            .ToList();

        // Of several explosives only the lowest division is displayed: 172.504(f)(1).
        var explosive = required.Select(category => category.Name)
            .Where(name => name.StartsWith("EXPLOSIVES", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Skip(1).ToList();
        required.RemoveAll(category => explosive.Contains(category.Name));

        var replaceable = required
            .Where(category => !TableOne.Contains(category.Name) && category.Cargo.All(one => !one.IsBulk)
                && category.Cargo.Sum(one => one.GrossGrams) < OwnPlacardGramsMin)
            .Select(category => category.Name).ToList();
        var secondRequired = required.Count(category => !TableOne.Contains(category.Name));
        return new RequiredPlacards(
            [.. required.Select(category => Display(category.Name)).Distinct().Order(StringComparer.Ordinal)],
            secondRequired < 2 ? [] : [.. replaceable.Select(Display).Order(StringComparer.Ordinal)]);
    }

    /// <summary>Holds what is displayed against what must be.</summary>
    /// <param name="displayed">The words on the placards, upper case.</param>
    public static IReadOnlyList<Finding> Check(RequiredPlacards required, IReadOnlyList<string> displayed)
    {
        var isDangerousShown = displayed.Contains(Dangerous);
        return
        [
            .. from name in required.Names
               where !displayed.Contains(name)
                   && !(isDangerousShown && required.ReplaceableByDangerous.Contains(name))
               select new Finding(
                   "placard-missing", name, $"{name} is displayed on each side and each end.", Section.Placards),
            .. from name in displayed.Distinct()
               where name == Dangerous
                   ? required.ReplaceableByDangerous.Count == 0
                   : required.Names.Count == 0
               select new Finding(
                   "placard-not-allowed", name, $"{name} is displayed and nothing on board asks for it.",
                   Section.ForbiddenPlacards),
        ];
    }

    private static IEnumerable<string> NamesOf(HazmatCargo one)
    {
        if (NameOf(one) is { } name)
        {
            yield return name;
        }

        // Subsidiary hazards that are placarded in any quantity: 172.505(a), (c).
        if (one.Description.IsInhalationHazard && one.Description.Hazard?.Division is not ("2.3" or "6.1"))
        {
            yield return PoisonInhalation;
        }

        if (one.Description.Subsidiaries.Any(hazard => hazard.Division == "4.3"))
        {
            yield return "DANGEROUS WHEN WET";
        }
    }

    private static string? NameOf(HazmatCargo one) =>
        one.Description.Hazard?.Division switch
        {
            { Length: 3 } division when division[0] == '1' => $"EXPLOSIVES {division}",
            "2.1" => "FLAMMABLE GAS",
            "2.2" => "NON-FLAMMABLE GAS",
            "2.3" => "POISON GAS",
            "3" => "FLAMMABLE",

            // Combustible liquids need none in non-bulk packagings: 172.500(b)(6).
            HazardClass.CombustibleLiquid => one.IsBulk ? "COMBUSTIBLE" : null,
            "4.1" => "FLAMMABLE SOLID",
            "4.2" => "SPONTANEOUSLY COMBUSTIBLE",
            "4.3" => "DANGEROUS WHEN WET",
            "5.1" => "OXIDIZER",
            "5.2" => IsControlledTypeB(one.Description.Name)
                ? "ORGANIC PEROXIDE, temperature controlled"
                : "ORGANIC PEROXIDE",
            "6.1" => one.Description.IsInhalationHazard ? PoisonInhalation : "POISON",
            "7" => one.IsYellowThree ? "RADIOACTIVE" : null,
            "8" => "CORROSIVE",

            // Class 9 and infectious substances have none: 172.504(f)(9), 172.500(b)(1).
            _ => null,
        };

    private static bool IsControlledTypeB(string name) =>
        name.Contains("type B", StringComparison.OrdinalIgnoreCase)
        && name.Contains("temperature controlled", StringComparison.OrdinalIgnoreCase);

    // The two kinds of organic peroxide are told apart by quantity, and bear the same words.
    private static string Display(string category) => category.Split(',')[0];
}
