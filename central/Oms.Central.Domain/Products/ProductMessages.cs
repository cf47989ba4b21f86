using System.Text.Json.Serialization;
using Oms.Central.Json;

namespace Oms.Central.Products;

/// <summary>What a product can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(ProductCommand.Define), "define")]
[JsonDerivedType(typeof(ProductCommand.Revise), "revise")]
[JsonDerivedType(typeof(ProductCommand.Discontinue), "discontinue")]
[JsonDerivedType(typeof(ProductCommand.Reactivate), "reactivate")]
[JsonDerivedType(typeof(ProductCommand.Disown), "disown")]
public abstract record ProductCommand
{
    private ProductCommand()
    {
    }

    /// <param name="Claims">The registrations of its GTINs.</param>
    /// <param name="ComponentLevel">The highest kit level among its components; null where it has none.</param>
    public sealed record Define(
        string Sku, ProductTerms Terms, IReadOnlyList<GtinClaim> Claims, int? ComponentLevel) : ProductCommand;

    /// <param name="Claims">The registrations of the GTINs that are new.</param>
    /// <param name="ComponentLevel">The highest kit level among its components; null where it has none.</param>
    /// <param name="Expected">The revision that the caller saw; null for any.</param>
    public sealed record Revise(
        ProductTerms Terms, IReadOnlyList<GtinClaim> Claims, int? ComponentLevel, long? Expected)
        : ProductCommand, IExpectsRevision;

    /// <param name="Expected">The revision that the caller saw; null for any.</param>
    public sealed record Discontinue(string Reason, long? Expected) : ProductCommand, IExpectsRevision;

    /// <param name="Expected">The revision that the caller saw; null for any.</param>
    public sealed record Reactivate(long? Expected) : ProductCommand, IExpectsRevision;

    /// <summary>Never to take the GTIN by this registration or an earlier one.</summary>
    public sealed record Disown(string Gtin, long Number) : ProductCommand;
}

/// <summary>What happened to a product. Stored for ever (<see cref="ProductEvents"/>).</summary>
public abstract record ProductEvent
{
    private ProductEvent()
    {
    }

    /// <param name="KitLevel">0 for a product that is no kit; else 1 more than its components have at most.</param>
    public sealed record ProductDefined(
        string Sku, ProductTerms Terms, int KitLevel, IReadOnlyList<GtinClaim> Claims) : ProductEvent;

    /// <param name="Claims">The registrations of all its GTINs.</param>
    /// <param name="Dropped">Those of the GTINs that it has no longer.</param>
    public sealed record ProductRevised(
        ProductTerms Terms, IReadOnlyList<GtinClaim> Claims, IReadOnlyList<GtinClaim> Dropped) : ProductEvent;

    public sealed record ProductDiscontinued(string Reason) : ProductEvent;

    public sealed record ProductReactivated : ProductEvent;

    public sealed record GtinDisowned(string Gtin, long Number) : ProductEvent;
}

/// <summary>Why a product may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(ProductRejection.NoSuchProduct), "no_such_product")]
[JsonDerivedType(typeof(ProductRejection.SkuTaken), "sku_taken")]
[JsonDerivedType(typeof(ProductRejection.StaleRevision), "stale_revision")]
[JsonDerivedType(typeof(ProductRejection.InvalidTerms), "invalid_terms")]
[JsonDerivedType(typeof(ProductRejection.IsDiscontinued), "is_discontinued")]
[JsonDerivedType(typeof(ProductRejection.ClaimLost), "claim_lost")]
[JsonDerivedType(typeof(ProductRejection.CarriesGtin), "carries_gtin")]
public abstract record ProductRejection
{
    private ProductRejection()
    {
    }

    public sealed record NoSuchProduct : ProductRejection;

    /// <summary>The sku stands for a product with other terms.</summary>
    public sealed record SkuTaken : ProductRejection;

    public sealed record StaleRevision(long Expected, long Current) : ProductRejection;

    /// <param name="Field">A JSON Pointer within the terms.</param>
    public sealed record InvalidTerms(string Field, string Reason) : ProductRejection;

    public sealed record IsDiscontinued : ProductRejection;

    /// <summary>The GTIN's registration was given up meanwhile.</summary>
    public sealed record ClaimLost(string Gtin) : ProductRejection;

    /// <summary>The product has the GTIN, or has given up too many to note another.</summary>
    public sealed record CarriesGtin(string Gtin) : ProductRejection;
}
