using NodaTime;
using Oms.Actors;
using Oms.Central.Http;
using Oms.Entities;

namespace Oms.Central.Products;

/// <summary>Defines and revises products together with the registrations of their GTINs.</summary>
/// <remarks>
/// First each new GTIN is registered for the product, then the product takes it. What is left over when that ends in
/// between (a refusal, a crash) is given back: at once where possible, else when another product asks for the GTIN. A
/// registration is released only after its product has disowned it, so two products never have one GTIN; clocks decide
/// only how soon.
/// </remarks>
internal sealed class ProductRegistrar(
    IShardRegion<Product, ProductCommand, ProductEvent, ProductRejection> products,
    IShardRegion<GtinOwner, GtinCommand, GtinEvent, GtinRejection> gtins,
    IClock clock)
{
    /// <summary>How long another request may take from a registration to its product; later it counts as lost.
    /// </summary>
    private static readonly Duration Patience = Duration.FromSeconds(30);

    /// <summary>Defines a product.</summary>
    public Task<Answer> DefineAsync(
        string sku, ProductTerms terms, CommandContext command, CancellationToken cancellationToken) =>
        WriteAsync(
            sku,
            terms,
            command,
            (claims, level) => new ProductCommand.Define(sku, terms, claims, level),
            reply => reply.Events.Count > 0 ? 201 : 200,
            cancellationToken);

    /// <summary>Gives a product other terms.</summary>
    /// <param name="expected">The revision that the caller saw; null for any.</param>
    public Task<Answer> ReviseAsync(
        string sku, ProductTerms terms, long? expected, CommandContext command, CancellationToken cancellationToken) =>
        WriteAsync(
            sku,
            terms,
            command,
            (claims, level) => new ProductCommand.Revise(terms, claims, level, expected),
            _ => 200,
            cancellationToken);

    /// <summary>What would come of defining a product, or of giving it other terms.</summary>
    /// <param name="replaces">Whether a product that is there with other terms is given these.</param>
    /// <param name="others">Skus that will have been defined by then.</param>
    /// <returns>201 for a new one, 200 for one that stays as it is, 202 for one that is changed; or the
    /// problem.</returns>
    public async Task<Answer> PreviewAsync(
        string sku,
        ProductTerms terms,
        bool replaces,
        IReadOnlySet<string> others,
        CancellationToken cancellationToken)
    {
        if (terms.Fault(sku) is { } fault)
        {
            return Explain(fault);
        }

        var (level, unknown) = await LevelAsync(terms, others, cancellationToken);
        if (unknown is not null)
        {
            return unknown;
        }

        var claims = AllOf(terms);
        foreach (var claim in claims)
        {
            var owner = await gtins.ReadAsync(EntityAddress.Of(GtinOwner.Kind, claim.Gtin), cancellationToken);
            if (owner.State.Sku is { } other && other != sku)
            {
                return Taken(claim.Gtin, other);
            }
        }

        var now = (await products.ReadAsync(AddressOf(sku), cancellationToken)).State;
        ProductCommand command = replaces && now.Status != ProductStatus.Absent
            ? new ProductCommand.Revise(terms, claims, level, null)
            : new ProductCommand.Define(sku, terms, claims, level);
        return Product.Decide(now, command, clock.GetCurrentInstant()) switch
        {
            Decision<ProductEvent, ProductRejection>.Rejected refused => Explain(refused.Reason),
            Decision<ProductEvent, ProductRejection>.Accepted { Events.Count: 0 } => new Answer(200, [], Answer.Json),
            _ => new Answer(command is ProductCommand.Define ? 201 : 202, [], Answer.Json),
        };
    }

    /// <summary>What a client is told of a refusal.</summary>
    public static Answer Explain(ProductRejection? rejection) =>
        rejection switch
        {
            ProductRejection.NoSuchProduct => Problems.NotFound("such product"),
            ProductRejection.SkuTaken => Problems.Of(
                409, "sku-taken", "The sku stands for a product with other terms; revise it instead."),
            ProductRejection.StaleRevision r => Preconditions.Failed(r.Current),
            ProductRejection.InvalidTerms r => Problems.Invalid($"/terms{r.Field}", r.Reason),
            ProductRejection.IsDiscontinued => Problems.Of(
                409, "illegal-transition", "The product is discontinued; reactivate it first."),
            ProductRejection.ClaimLost r => Problems.Of(
                409, "gtin-claim-lost", $"The GTIN {r.Gtin} was given up meanwhile; ask again, with another key."),
            _ => Problems.Of(409, "illegal-transition", "It was refused before."),
        };

    /// <summary>The id of a product's entity.</summary>
    public static EntityAddress AddressOf(string sku) => EntityAddress.Of(Product.Kind, EntityAddress.Join(sku));

    private async Task<Answer> WriteAsync(
        string sku,
        ProductTerms terms,
        CommandContext command,
        Func<IReadOnlyList<GtinClaim>, int?, ProductCommand> make,
        Func<Reply<ProductEvent, ProductRejection>, int> status,
        CancellationToken cancellationToken)
    {
        if (terms.Fault(sku) is { } fault)
        {
            return Explain(fault);
        }

        var (level, unknown) = await LevelAsync(terms, null, cancellationToken);
        if (unknown is not null)
        {
            return unknown;
        }

        // Nothing is registered for what the product refuses anyway, or has already.
        var now = (await products.ReadAsync(AddressOf(sku), cancellationToken)).State;
        var added = Product.Decide(now, make(AllOf(terms), level), clock.GetCurrentInstant())
            is Decision<ProductEvent, ProductRejection>.Accepted { Events.Count: > 0 }
            ? terms.GtinDigits().Where(gtin => !now.Carried.ContainsKey(gtin)).ToList()
            : [];
        List<GtinClaim> claims = [];
        foreach (var gtin in added)
        {
            var (claim, refused) = await ClaimAsync(gtin, sku, command);
            if (claim is null)
            {
                await FreeAsync(sku, claims, command);
                return refused!;
            }

            claims.Add(claim);
        }

        var reply = await products.AskAsync(AddressOf(sku), make(claims, level), command);
        var left = reply.Outcome switch
        {
            ReplyOutcome.Rejected => claims,
            ReplyOutcome.Accepted => reply.Events.OfType<ProductEvent.ProductRevised>()
                .SelectMany(revised => revised.Dropped),
            _ => [],
        };
        await FreeAsync(sku, [.. left], command);
        return KeyedWrites.Receipt(
            reply, EntityAddress.Join(sku), status(reply), Explain,
            $"/products/{Uri.EscapeDataString(EntityAddress.Join(sku))}");
    }

    /// <summary>The highest level of the components; a problem where one is unknown. A level never changes, so what is
    /// read here still holds when the product decides.</summary>
    private async Task<(int? Level, Answer? Unknown)> LevelAsync(
        ProductTerms terms, IReadOnlySet<string>? others, CancellationToken cancellationToken)
    {
        int? level = null;
        foreach (var (index, component) in (terms.Kit ?? []).Index())
        {
            var part = await products.ReadAsync(AddressOf(component.Sku), cancellationToken);
            if (part.State.Status == ProductStatus.Absent && others?.Contains(component.Sku) != true)
            {
                return (null, Problems.Invalid(
                    $"/terms/kit/{index}/sku", $"There is no product {component.Sku}; define it first."));
            }

            level = int.Max(level ?? 0, part.State.KitLevel);
        }

        return (level, null);
    }

    private async Task<(GtinClaim? Claim, Answer? Refused)> ClaimAsync(
        string gtin, string sku, CommandContext command)
    {
        var claimed = await AskAsync(gtin, new GtinCommand.Claim(sku), command.Part($"claim\0{gtin}"));
        if (claimed is { Outcome: ReplyOutcome.Rejected, Rejection: GtinRejection.Taken other }
            && clock.GetCurrentInstant() > other.Since + Patience
            && await FreeAsync(other.Sku, new GtinClaim(gtin, other.Number), command))
        {
            claimed = await AskAsync(
                gtin, new GtinCommand.Claim(sku), command.Part($"claim\0{gtin}\0{other.Number}"));
        }

        return claimed switch
        {
            { Outcome: ReplyOutcome.Accepted, Events: [GtinEvent.GtinClaimed e, ..] } =>
                (new GtinClaim(gtin, e.Number), null),
            { Outcome: ReplyOutcome.Rejected, Rejection: GtinRejection.Taken r } => (null, Taken(gtin, r.Sku)),
            { Outcome: ReplyOutcome.Retriable } => (null, Problems.Retry(claimed)),
            _ => (null, Problems.Of(409, "gtin-claim-lost", $"Ask again for the GTIN {gtin}, with another key.")),
        };
    }

    /// <summary>Registrations as if all were there.</summary>
    private static GtinClaim[] AllOf(ProductTerms terms) =>
        [.. terms.GtinDigits().Select(gtin => new GtinClaim(gtin, long.MaxValue))];

    /// <summary>The GTIN is of another product.</summary>
    public static Answer Taken(string gtin, string sku) => Problems.Of(
        409, "gtin-taken", $"The GTIN {gtin} is of the product {sku}.", body => body.Sku = sku);

    private async Task FreeAsync(string sku, IReadOnlyList<GtinClaim> claims, CommandContext command)
    {
        foreach (var claim in claims)
        {
            _ = await FreeAsync(sku, claim, command);
        }
    }

    /// <summary>Gives a registration back, if its product does not have the GTIN.</summary>
    private async Task<bool> FreeAsync(string sku, GtinClaim claim, CommandContext command)
    {
        var step = $"free\0{sku}\0{claim.Gtin}\0{claim.Number}";
        var disowned = await products.AskAsync(
            AddressOf(sku),
            new ProductCommand.Disown(claim.Gtin, claim.Number),
            command.Part($"disown\0{step}"));
        if (disowned.Outcome != ReplyOutcome.Accepted)
        {
            return false;
        }

        var released = await AskAsync(
            claim.Gtin, new GtinCommand.Release(sku, claim.Number), command.Part($"release\0{step}"));
        return released.Outcome == ReplyOutcome.Accepted;
    }

    private ValueTask<Reply<GtinEvent, GtinRejection>> AskAsync(
        string gtin, GtinCommand command, CommandContext context) =>
        gtins.AskAsync(EntityAddress.Of(GtinOwner.Kind, gtin), command, context);
}
