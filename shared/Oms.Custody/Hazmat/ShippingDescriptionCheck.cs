using Oms.Custody.Findings;
using Section = Oms.Custody.Hazmat.HazmatSections;
using Text = Oms.Custody.Hazmat.DescriptionText;

namespace Oms.Custody.Hazmat;

/// <summary>What a description must have besides its order.</summary>
internal static class ShippingDescriptionCheck
{
    public static IEnumerable<Finding> Check(ShippingDescription it, string before, string tail, string place)
    {
        if (it.Hazard is { IsExplosive: true, CompatibilityGroup: null })
        {
            yield return Find(
                "compatibility-group-missing", "An explosive needs its compatibility group, such as 1.4S.", Section.Class);
        }

        if (it.PackingGroup is null && it.Hazard is { HasPackingGroups: true } && !IsWithoutGroup(it))
        {
            yield return Find(
                "packing-group-missing", "It needs its packing group, I, II or III, after the class.", Section.Group);
        }

        if (it is { Quantity: null, IsResidue: false }
            && (it.Packages is null || !Text.CountsAsQuantity().IsMatch(it.Packages)))
        {
            yield return Find("quantity-missing", "It needs the total quantity with its unit.", Section.Quantity);
        }

        if (it.Packages is null)
        {
            yield return Find(
                "packages-missing", "It needs number and type of the packages, such as 12 drums.", Section.Packages);
        }

        if (IsGeneric(it.Name) && it.TechnicalNames.Count == 0 && !(it.IsWaste && Text.WasteCode().IsMatch(tail)))
        {
            yield return Find(
                "technical-name-missing",
                "A generic name needs the technical name in parentheses.",
                Section.TechnicalName);
        }

        if (Text.LimitedQuantity().IsMatch(before))
        {
            yield return Find(
                "limited-quantity-order", "Limited Quantity follows the basic description.", Section.LimitedQuantity);
        }

        if ((it.Hazard?.Division == "2.3" || it.IsInhalationHazard) && (!it.IsInhalationHazard || it.Zone is null))
        {
            yield return Find(
                "inhalation-hazard",
                "It needs Poison-Inhalation Hazard or Toxic-Inhalation Hazard with its zone after the description.",
                Section.Inhalation);
        }

        if (!it.IsHot && (Text.Hot().IsMatch(before) || Text.Hot().IsMatch(tail)))
        {
            yield return Find("hot-order", "HOT stands immediately before the name.", Section.Hot);
        }

        Finding Find(string code, string message, string section) => new(code, place, message, section);
    }

    // Articles have no packing group whatever their class: 172.101 table, column 5.
    private static bool IsWithoutGroup(ShippingDescription it) =>
        it.Name.Contains("self-reactive", StringComparison.OrdinalIgnoreCase)
        || it.Name.Contains("batter", StringComparison.OrdinalIgnoreCase)
        || it.Name.Contains("kit", StringComparison.OrdinalIgnoreCase);

    private static bool IsGeneric(string name) =>
        name.Contains("n.o.s", StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith("combustible liquid", StringComparison.OrdinalIgnoreCase);
}
