using Oms.Central.Fulfilments;

namespace Oms.Central.Tests.Histories;

/// <summary>Who has each package: its location, one driver who took it over by a manifest, or who picked it up
/// (I14).</summary>
internal sealed class CustodianOracle
{
    private readonly Dictionary<string, string> _drivers = new(StringComparer.Ordinal);

    /// <summary>A driver takes a package over.</summary>
    public void Take(string sscc, string route) =>
        Must(_drivers.TryAdd(sscc, route), sscc, $"{_drivers[sscc]} has it; {route} takes it over.");

    /// <summary>What fulfilment orders say of their packages is what drivers took over.</summary>
    public void Check(IReadOnlyDictionary<string, FulfilmentOrder> fulfilments)
    {
        foreach (var package in fulfilments.Values.SelectMany(of => of.Packages))
        {
            // What could not leave with the rest is not in it any more: it is taken out, and packed anew.
            var routes = package.Content.Select(units => units.Route).OfType<string>().Distinct().ToList();
            Must(routes.Count <= 1, package.Sscc, $"It is at {string.Join(" and ", routes)}: {package}.");
            var route = routes.FirstOrDefault();
            var driver = route is null || FulfilmentOrder.IsPickUp(route) ? null : route;
            Must(_drivers.GetValueOrDefault(package.Sscc) == driver, package.Sscc,
                $"{_drivers.GetValueOrDefault(package.Sscc) ?? "No driver"} has it, not {driver ?? "its location"}.");
        }
    }

    /// <summary>Nobody asks for these any more.</summary>
    public void Forget(IEnumerable<Package> packages) =>
        packages.ToList().ForEach(package => _drivers.Remove(package.Sscc));

    private static void Must(bool holds, string where, string detail) =>
        InvariantBrokenException.Unless(holds, "I14", where, detail);
}
