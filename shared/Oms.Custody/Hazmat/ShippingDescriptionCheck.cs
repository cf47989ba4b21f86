using System.Collections.Frozen;
using Oms.Custody.Findings;
using Section = Oms.Custody.Hazmat.HazmatSections;
using Text = Oms.Custody.Hazmat.DescriptionText;

namespace Oms.Custody.Hazmat;

/// <summary>What a description must have besides its order.</summary>
internal static class ShippingDescriptionCheck
{
    // Entries of the 172.101 table whose class has packing groups and whose column 5 is empty: batteries and fuel
    // cells, kits, ammunition, engines, manufactured articles, and articles that contain a hazardous material.
    // Self-reactive substances, UN3221 to UN3240, come on top.
    private static readonly FrozenSet<string> Articles = FrozenSet.Create(
        "UN2016", "UN2017", "UN2794", "UN2795", "UN2800", "UN3028", "UN3269", "UN3292", "UN3473", "UN3476", "UN3477",
        "UN3506", "UN3527", "UN3528", "UN3540", "UN3541", "UN3542", "UN3543", "UN3544", "UN3546", "UN3547");

    public static IEnumerable<Finding> Check(ShippingDescription it, string before, string tail, string place)
    {
        if (it.Hazard is { IsExplosive: true, CompatibilityGroup: null })
        {
            yield return Find(
                "compatibility-group-missing", "An explosive needs its group, such as S in 1.4S.", Section.Class);
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

    // The numbers have one length, so their order is that of the texts.
    private static bool IsWithoutGroup(ShippingDescription it) =>
        Articles.Contains(it.IdNumber)
        || (string.CompareOrdinal(it.IdNumber, "UN3221") >= 0 && string.CompareOrdinal(it.IdNumber, "UN3240") <= 0);

    private static bool IsGeneric(string name) =>
        name.Contains("n.o.s", StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith("combustible liquid", StringComparison.OrdinalIgnoreCase);
}
