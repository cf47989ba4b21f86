using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using Oms.Central.Json;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Products.ProductEvent, Oms.Central.Products.ProductRejection>;

namespace Oms.Central.Products;

/// <summary>A product: what it is, how it is packed, what it consists of.</summary>
/// <remarks>
/// <para>A kit's level is fixed when it is defined, and its components are always below it. So no kit holds itself,
/// however many are changed at once, and none is deeper than <see cref="KitLevelMax"/>.</para>
/// <para>A GTIN is taken only with a registration of it (<see cref="GtinOwner"/>) that was not given up here. A
/// registration is released only after that, so at no moment do two products have one GTIN.</para>
/// </remarks>
/// <param name="Sku">Null while there is no such product.</param>
/// <param name="Carried">Its GTINs, 14 digits each, with the numbers of their registrations.</param>
/// <param name="Disowned">GTINs that it gave up, each with the number up to which their registrations are void.</param>
public sealed record Product(
    long Revision,
    ProductStatus Status,
    string? Sku,
    ProductTerms? Terms,
    int KitLevel,
    ImmutableSortedDictionary<string, long> Carried,
    ImmutableSortedDictionary<string, long> Disowned)
    : IEntity<Product, ProductCommand, ProductEvent, ProductRejection>
{
    /// <summary>The kind in every product's address; the id is the percent-escaped sku.</summary>
    public const string Kind = "product";

    /// <summary>Kits within kits: a kit of plain products has level 1.</summary>
    public const int KitLevelMax = 5;

    /// <summary>GTINs that one product may have given up.</summary>
    public const int DisownedMax = 256;

    private static readonly ImmutableSortedDictionary<string, long> None =
        ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    public static Product Initial { get; } = new(0, ProductStatus.Absent, null, null, 0, None, None);

    public static Decision Decide(Product state, ProductCommand command, Instant now) =>
        (state.Status, command) switch
        {
            (_, ProductCommand.Disown c) => state.Disown(c),
            (ProductStatus.Absent, ProductCommand.Define c) => state.Define(c),
            (_, ProductCommand.Define c) => c.Terms.IsSameAs(state.Terms!)
                ? Decision.AlreadyDone
                : Decision.Reject(new ProductRejection.SkuTaken()),
            (ProductStatus.Absent, _) => Decision.Reject(new ProductRejection.NoSuchProduct()),
            _ when command is IExpectsRevision { Expected: { } expected } && expected != state.Revision =>
                Decision.Reject(new ProductRejection.StaleRevision(expected, state.Revision)),
            (ProductStatus.Active, ProductCommand.Revise c) => state.Revise(c),
            (_, ProductCommand.Revise) => Decision.Reject(new ProductRejection.IsDiscontinued()),
            (ProductStatus.Active, ProductCommand.Discontinue c) =>
                Decision.Accept(new ProductEvent.ProductDiscontinued(c.Reason)),
            (ProductStatus.Discontinued, ProductCommand.Reactivate) =>
                Decision.Accept(new ProductEvent.ProductReactivated()),
            _ => Decision.AlreadyDone,
        };

    public static Product Evolve(Product state, ProductEvent happened) =>
        happened switch
        {
            ProductEvent.ProductDefined e => state.With(e.Claims, []) with
            {
                Status = ProductStatus.Active,
                Sku = e.Sku,
                Terms = e.Terms,
                KitLevel = e.KitLevel,
            },
            ProductEvent.ProductRevised e => state.With(e.Claims, e.Dropped) with { Terms = e.Terms },
            ProductEvent.ProductDiscontinued => state with
            {
                Revision = state.Revision + 1,
                Status = ProductStatus.Discontinued,
            },
            ProductEvent.ProductReactivated => state with
            {
                Revision = state.Revision + 1,
                Status = ProductStatus.Active,
            },
            ProductEvent.GtinDisowned e => state with { Disowned = state.Disowned.SetItem(e.Gtin, e.Number) },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };

    private Decision Define(ProductCommand.Define c)
    {
        var level = c.Terms.Kit is null ? 0 : (c.ComponentLevel ?? 0) + 1;
        return c.Terms.Fault(c.Sku) is { } fault ? Decision.Reject(fault)
            : level > KitLevelMax ? Decision.Reject(TooDeep)
            : Claims(c.Terms, c.Claims) is not ({ } claims, _) ? Decision.Reject(LostOf(c.Terms, c.Claims))
            : Decision.Accept(new ProductEvent.ProductDefined(c.Sku, c.Terms, level, claims));
    }

    private Decision Revise(ProductCommand.Revise c)
    {
        if (c.Terms.Fault(Sku!) is { } fault)
        {
            return Decision.Reject(fault);
        }

        if (c.Terms.Kit is null != (KitLevel == 0) || (c.Terms.Kit is not null && c.ComponentLevel >= KitLevel))
        {
            return Decision.Reject(new ProductRejection.InvalidTerms("/kit", KitLevel == 0
                ? "It was defined as no kit, and stays none, because kits may hold it."
                : $"It was defined as a kit of level {KitLevel}: it keeps components, all of a lower level."));
        }

        if (Claims(c.Terms, c.Claims) is not ({ } claims, { } dropped))
        {
            return Decision.Reject(LostOf(c.Terms, c.Claims));
        }

        return Disowned.Keys.Union(dropped.Select(each => each.Gtin)).Count() > DisownedMax
            ? Decision.Reject(new ProductRejection.InvalidTerms(
                "/gtins", $"The product gave up {DisownedMax} GTINs; define another one for others."))
            : c.Terms.IsSameAs(Terms!)
                ? Decision.AlreadyDone
                : Decision.Accept(new ProductEvent.ProductRevised(c.Terms, claims, dropped));
    }

    private Decision Disown(ProductCommand.Disown c) =>
        Disowned.GetValueOrDefault(c.Gtin) >= c.Number && !Carried.ContainsKey(c.Gtin) ? Decision.AlreadyDone
        : Carried.ContainsKey(c.Gtin) || (Disowned.Count >= DisownedMax && !Disowned.ContainsKey(c.Gtin))
            ? Decision.Reject(new ProductRejection.CarriesGtin(c.Gtin))
        : Decision.Accept(new ProductEvent.GtinDisowned(c.Gtin, c.Number));

    /// <summary>The registrations of all GTINs of the terms, and those that end; null where one has none.</summary>
    private (IReadOnlyList<GtinClaim>? Kept, IReadOnlyList<GtinClaim> Dropped) Claims(
        ProductTerms terms, IReadOnlyList<GtinClaim> given)
    {
        var wanted = terms.GtinDigits().ToHashSet(StringComparer.Ordinal);
        var kept = wanted.Order(StringComparer.Ordinal).Select(gtin => ClaimOf(gtin, given)).OfType<GtinClaim>();
        GtinClaim[] all = [.. kept];
        return (
            all.Length == wanted.Count ? all : null,
            [.. Carried.Where(each => !wanted.Contains(each.Key)).Select(each => new GtinClaim(each.Key, each.Value))]);
    }

    private GtinClaim? ClaimOf(string gtin, IReadOnlyList<GtinClaim> given) =>
        Carried.TryGetValue(gtin, out var number)
            ? new GtinClaim(gtin, number)
            : given.FirstOrDefault(each => each.Gtin == gtin && each.Number > Disowned.GetValueOrDefault(gtin));

    private ProductRejection.ClaimLost LostOf(ProductTerms terms, IReadOnlyList<GtinClaim> given) =>
        new(terms.GtinDigits().First(gtin => ClaimOf(gtin, given) is null));

    private Product With(IReadOnlyList<GtinClaim> carried, IReadOnlyList<GtinClaim> dropped) => this with
    {
        Revision = Revision + 1,
        Carried = None.SetItems(carried.Select(each => KeyValuePair.Create(each.Gtin, each.Number))),
        Disowned = Disowned
            .RemoveRange(carried.Select(each => each.Gtin))
            .SetItems(dropped.Select(each => KeyValuePair.Create(each.Gtin, each.Number))),
    };

    private static ProductRejection.InvalidTerms TooDeep =>
        new("/kit", $"Kits are at most {KitLevelMax} deep.");
}
