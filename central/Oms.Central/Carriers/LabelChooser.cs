using System.Text.Json;
using NodaTime;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Products;
using Oms.Central.Storage;
using Oms.Entities;
using Oms.Finance;

namespace Oms.Central.Carriers;

/// <summary>Chooses the service of a parcel from what products, locations and carriers say.</summary>
internal static class LabelChooser
{
    /// <summary>Carriers that are compared.</summary>
    private const int CarriersMax = 50;

    private const int NamedMax = 5;

    /// <summary>What is known of products, by sku.</summary>
    public static async Task<IReadOnlyDictionary<string, ProductTerms>> ProductsAsync(
        CentralNode node, IEnumerable<string> skus)
    {
        var found = new Dictionary<string, ProductTerms>(StringComparer.Ordinal);
        foreach (var doc in await node.Model.FindAsync(
            Product.Kind, skus.Distinct(StringComparer.Ordinal).Select(sku => EntityAddress.Join(sku))))
        {
            if (JsonSerializer.Deserialize(doc, ProductJson.Default.Product) is { Sku: { } sku, Terms: { } terms })
            {
                found[sku] = terms;
            }
        }

        return found;
    }

    /// <summary>What units weigh; null where that is not known of all.</summary>
    public static long? GramsOf(
        IReadOnlyDictionary<string, ProductTerms> products, IEnumerable<(string Sku, int Quantity)> units)
    {
        var sum = 0L;
        foreach (var (sku, quantity) in units)
        {
            if (products.GetValueOrDefault(sku)?.WeightGrams is not { } grams)
            {
                return null;
            }

            sum += (long)grams * quantity;
        }

        return sum;
    }

    /// <summary>What a label is to be asked for, or the problem.</summary>
    /// <param name="named">The service that somebody wants; null for whichever is best.</param>
    public static async Task<(LabelAsk? Ask, Answer? Problem)> ChooseAsync(
        CentralNode node, Parcel parcel, LabelBody named, CancellationToken cancellationToken)
    {
        var order = (await node.Orders.ReadAsync(
            CentralNode.Address(OrderId.Kind, parcel.Order), cancellationToken)).State;
        var from = (await node.Locations.ReadAsync(
            CentralNode.Address(Location.Kind, EntityAddress.Join(parcel.Location)), cancellationToken)).State.Terms;
        if (order.Terms is null || from is null)
        {
            return (null, Problems.NotFound("such order, or such location"));
        }

        var carriers = new List<(string Id, int Version, CarrierTerms Terms)>();
        foreach (var row in (await node.Model.AllAsync(Carrier.Kind)).Take(CarriersMax))
        {
            if (JsonSerializer.Deserialize(row.Doc, CarrierJson.Default.Carrier) is { Id: { } id, Terms: { } terms } of)
            {
                carriers.Add((id, of.Versions.Count, terms));
            }
        }

        if (named.Carrier is { } wanted && !carriers.Exists(each => each.Id == wanted))
        {
            return (null, Problems.Invalid("/carrier", $"There is no carrier {wanted}."));
        }

        if (named.Service is { } service && (named.Carrier is null || !carriers.Exists(each =>
            each.Id == named.Carrier && each.Terms.Services.Any(one => one.Id == service))))
        {
            return (null, Problems.Invalid("/service", $"The carrier has no service {service}."));
        }

        var customer = await OrderCustomers.OpenAsync(node, order);
        var decision = CarrierChoice.Choose(
            new ParcelQuestion(
                parcel.Purpose == LabelPurpose.Outbound ? ServiceUse.Outbound : ServiceUse.Return,
                parcel.Grams,
                parcel.Size is { } size ? GirthOf(size) : null,
                parcel.HazardClasses,
                customer?.Address.Country ?? order.ShipTo().Customer.Address.Country,
                customer?.Address.PostalCode,
                order.Destination is null && order.Terms.Position is { } there && from.Position is { } here
                    ? here.DistanceMetres(there)
                    : null,
                parcel.Promise,
                node.Currency.Code),
            carriers, from, node.Clock.GetCurrentInstant(),
            named.Carrier is { } id2 ? (id2, named.Service) : null);
        if (decision.Chosen is not { } chosen)
        {
            return (null, Problems.Of(409, "no-service", carriers.Count == 0
                ? "No carrier is defined."
                : "No service can carry it: " + string.Join(", ", decision.Services
                    .Where(each => named.Carrier is null || (each.Carrier == named.Carrier
                        && (named.Service is null || each.Service == named.Service)))
                    .Take(NamedMax)
                    .Select(each => $"{each.Carrier}/{each.Service} ({each.Why})")) + "."));
        }

        var kind = carriers.Find(each => each.Id == chosen.Carrier).Terms.Kind;
        return (new LabelAsk(
            1, parcel.Purpose, parcel.Owner, parcel.Order, parcel.Location, chosen.Carrier, chosen.Version,
            chosen.Service, kind, parcel.Grams, Money.Of(chosen.CostMinor!.Value, node.Currency),
            chosen.PickupOn!.Value, chosen.ArrivesOn!.Value, decision), null);
    }

    /// <summary>The classes of dangerous goods among products.</summary>
    public static IReadOnlyList<string> HazardsOf(IReadOnlyDictionary<string, ProductTerms> products) =>
    [
        .. products.Values.Select(terms => terms.Hazard?.HazardClass).OfType<string>()
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>The longest side and twice the other two.</summary>
    private static int GirthOf(UnitSize size)
    {
        var longest = int.Max(size.LengthMm, int.Max(size.WidthMm, size.HeightMm));
        return longest + (2 * (size.LengthMm + size.WidthMm + size.HeightMm - longest));
    }
}

/// <summary>A parcel of which a label is asked for.</summary>
/// <param name="Owner">The fulfilment order, or the return.</param>
internal sealed record Parcel(
    LabelPurpose Purpose,
    string Owner,
    string Order,
    string Location,
    long Grams,
    UnitSize? Size,
    IReadOnlyList<string> HazardClasses,
    LocalDate? Promise);

/// <param name="Carrier">Null for the best service of all carriers.</param>
/// <param name="Service">Null for the best one of the carrier.</param>
/// <param name="Grams">For returns: what the parcel weighs; null for what its products do.</param>
internal sealed record LabelBody(string? Carrier = null, string? Service = null, long? Grams = null);
