using System.Collections.Concurrent;
using NodaTime;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Entities;

namespace Oms.Central.Purchasing;

/// <summary>Which locations stand for suppliers that send straight to customers. Thread-safe.</summary>
/// <remarks>Every order that names a location asks, so what is known of one is kept for a second.</remarks>
internal sealed class DropShipLocations(CentralNode node)
{
    private const int KnownMax = 10_000;

    private static readonly Duration Kept = Duration.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>What suppliers send of an order's lines.</summary>
    /// <param name="from">The location of lines that name none; null where routing decides.</param>
    /// <param name="at">A JSON Pointer to the lines within the request.</param>
    /// <returns>Null where they send nothing; or the problem.</returns>
    public async Task<(IReadOnlyList<SuppliedLine>? Supplies, Answer? Problem)> FindAsync(
        string? from, IReadOnlyList<OrderedLine> lines, string at, CancellationToken cancellationToken)
    {
        List<SuppliedLine>? supplies = null;
        foreach (var (index, line) in lines.Index())
        {
            if ((line?.ShipFrom ?? from) is not { } location
                || await OfAsync(location, cancellationToken) is not { Terms: { } terms } known)
            {
                continue;
            }

            var field = line!.ShipFrom is null ? "/ship_from" : $"{at}/{index}/ship_from";
            if (known.Problem is { } problem)
            {
                return (null, Problems.Invalid(field, problem));
            }

            if (terms.Of(line.Sku) is not { } offer)
            {
                return (null, Problems.Invalid(
                    field, $"Supplier {terms.Supplier} does not offer {line.Sku}; name a location that has it."));
            }

            (supplies ??= []).Add(new SuppliedLine(
                index + 1, new LineSupply(terms.Supplier, offer.UnitCost, terms.TolerancePermille)));
        }

        return (supplies, null);
    }

    /// <summary>Why nothing can be ordered from the supplier of a location; null where it can.</summary>
    public async Task<string?> ProblemAsync(DropShipTerms terms, CancellationToken cancellationToken)
    {
        var supplier = (await node.Suppliers.ReadAsync(
            CentralNode.Address(Supplier.Kind, EntityAddress.Join(terms.Supplier)), cancellationToken)).State;
        return supplier is not { IsActive: true, Terms: { } of }
            ? $"There is no active supplier {terms.Supplier}."
            : terms.Offers[0].UnitCost.Currency.Code != of.Currency
                ? $"The prices of supplier {terms.Supplier} are in {of.Currency}, and its offers are not."
            : null;
    }

    private async ValueTask<Known> OfAsync(string location, CancellationToken cancellationToken)
    {
        var now = node.Clock.GetCurrentInstant();
        if (_known.TryGetValue(location, out var known) && known.Until > now)
        {
            return known;
        }

        var terms = StockItemId.IsLocation(location)
            ? (await node.Locations.ReadAsync(
                CentralNode.Address(Location.Kind, EntityAddress.Join(location)), cancellationToken)).State
                .Terms?.DropShip
            : null;
        known = new Known(now + Kept, terms, terms is null ? null : await ProblemAsync(terms, cancellationToken));
        if (_known.Count >= KnownMax)
        {
            _known.Clear();
        }

        _known[location] = known;
        return known;
    }

    private sealed record Known(Instant Until, DropShipTerms? Terms, string? Problem);
}
