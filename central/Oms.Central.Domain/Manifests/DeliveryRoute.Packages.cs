using Oms.Central.Fulfilments;
using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Manifests;

/// <content>Packages on board.</content>
public sealed partial record DeliveryRoute
{
    /// <summary>What the goods are known by, with the packages on board, so that the depot hands them over by their
    /// SSCC.</summary>
    /// <remarks>More packages than a manifest can name travel as the units that they hold.</remarks>
    private ManifestCatalogue? WithPackages()
    {
        var known = Plan!.Catalogue;
        CatalogueUnit[] packages =
        [
            .. from line in Lines
               from units in line.Packages ?? []
               group new LogisticContent(line.Sku, units.Lot, units.Quantity) by units.Sscc into content
               select new CatalogueUnit(
                   content.Key,
                   [
                       .. from each in content
                          group each.Units by (each.Sku, each.Lot) into same
                          select new LogisticContent(same.Key.Sku, same.Key.Lot, same.Sum()),
                   ]),
        ];
        var products = (known?.Products ?? []).Concat(
            packages.SelectMany(package => package.Content).Select(content => content.Sku)
                .Except((known?.Products ?? []).Select(product => product.Sku), StringComparer.Ordinal)
                .Select(sku => new CatalogueProduct(sku, []))).ToList();
        var with = (known ?? new ManifestCatalogue([])) with
        {
            Products = products,
            LogisticUnits = [.. known?.LogisticUnits ?? [], .. packages],
        };
        return packages.Length == 0 || CatalogueCheck.Fault(with, Plan.Stops.Select(stop => stop.Stop)) is not null
            ? known
            : with;
    }

    /// <summary>The fulfilment orders that packed what was on board; null for none.</summary>
    private string[]? Fulfilments()
    {
        string[] all =
        [
            .. (from line in Lines
                from units in line.Packages ?? []
                select FulfilmentOrder.IdOf(line.Order, units.Group)).Distinct(StringComparer.Ordinal),
        ];
        return all.Length == 0 ? null : all;
    }
}
