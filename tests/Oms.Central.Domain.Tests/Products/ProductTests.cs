using NodaTime;
using Oms.Central.Products;
using Oms.Custody.CheckOuts;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Products.ProductEvent, Oms.Central.Products.ProductRejection>;

namespace Oms.Central.Tests.Products;

public sealed class ProductTests
{
    private const string Gtin = "04006381333931";
    private static readonly ProductTerms Milk = new("Milk", "EA", [new(PackLevel.Each, "4006381333931", 1)]);
    private static readonly ProductTerms Set = new("Set", "EA", Kit: [new("MILK", 2)]);

    public static TheoryData<string, ProductTerms> Faults => new()
    {
        { "/name", Milk with { Name = "" } },
        { "/name", Milk with { Name = new string('n', 201) } },
        { "/name", Milk with { Name = "a\nb" } },
        { "/unit", Milk with { Unit = "each" } },
        { "/gtins/0/gtin", Milk with { Gtins = [new(PackLevel.Each, "4006381333932", 1)] } },
        { "/gtins/0/gtin", Milk with { Gtins = [new(PackLevel.Each, "400638133393A", 1)] } },
        {
            "/gtins/1/gtin",
            Milk with { Gtins = [new(PackLevel.Each, "4006381333931", 1), new(PackLevel.Case, Gtin, 6)] }
        },
        { "/gtins/0/units", Milk with { Gtins = [new(PackLevel.Case, Gtin, 0)] } },
        { "/gtins/0/units", Milk with { Gtins = [new(PackLevel.Each, Gtin, 2)] } },
        { "/size", Milk with { Size = new UnitSize(1, 0, 1) } },
        { "/weight_grams", Milk with { WeightGrams = 0 } },
        { "/band", Milk with { Band = new TemperatureBand(8_000, 2_000) } },
        { "/band", Milk with { Band = new TemperatureBand(-273_151, 0) } },
        { "/shelf_life_days", Milk with { ShelfLifeDays = 0 } },
        { "/min_remaining_days", Milk with { MinRemainingDays = 3 } },
        { "/min_remaining_days", Milk with { ShelfLifeDays = 2, MinRemainingDays = 3 } },
        { "/hazard/un_number", Milk with { Hazard = new DangerousGoods("1203", "3") } },
        { "/hazard/hazard_class", Milk with { Hazard = new DangerousGoods("UN1203", "10") } },
        { "/hazard/packing_group", Milk with { Hazard = new DangerousGoods("UN1203", "3", 4) } },
        { "/kit", Milk with { Kit = [] } },
        { "/kit/0/sku", Milk with { Kit = [new("SELF", 1)] } },
        { "/kit/1/sku", Milk with { Kit = [new("A", 1), new("A", 2)] } },
        { "/kit/0/quantity", Milk with { Kit = [new("A", 0)] } },
        { "/substitutes", Milk with { Substitutes = ["SELF"] } },
        { "/segments", Milk with { Segments = ["dairy", "dairy"] } },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void Terms_that_are_out_of_range_name_the_member(string field, ProductTerms terms) =>
        Assert.Equal(field, Assert.IsType<ProductRejection.InvalidTerms>(
            Rejected(Product.Initial, new ProductCommand.Define("SELF", terms, [], null))).Field);

    [Fact]
    public void A_product_is_defined_once()
    {
        var defined = After(Define("MILK", Milk));
        Assert.Same(Decision.AlreadyDone, Product.Decide(defined, Define("MILK", Milk), Instant.MinValue));
        Assert.IsType<ProductRejection.SkuTaken>(Rejected(defined, Define("MILK", Milk with { Name = "Other" })));
    }

    [Fact]
    public void A_change_of_what_was_not_seen_is_refused() =>
        Assert.Equal(new ProductRejection.StaleRevision(7, 1), Rejected(
            After(Define("MILK", Milk)), new ProductCommand.Revise(Milk with { Name = "Other" }, [], null, 7)));

    [Fact]
    public void A_discontinued_product_is_not_revised_until_it_is_sold_again()
    {
        var ended = After(Define("MILK", Milk), new ProductCommand.Discontinue("replaced", 1));
        Assert.IsType<ProductRejection.IsDiscontinued>(
            Rejected(ended, new ProductCommand.Revise(Milk with { Name = "Other" }, [], null, null)));
        Assert.Equal(ProductStatus.Active, Then(ended, new ProductCommand.Reactivate(2)).Status);
    }

    [Fact]
    public void A_product_that_kits_may_hold_never_becomes_a_kit() =>
        Assert.Equal("/kit", Assert.IsType<ProductRejection.InvalidTerms>(Rejected(
            After(Define("MILK", Milk)),
            new ProductCommand.Revise(Milk with { Kit = [new("NUTS", 1)] }, [], 0, null))).Field);

    [Fact]
    public void A_kit_keeps_components_below_its_level()
    {
        var kit = After(new ProductCommand.Define("SET", Set, [], 1));
        Assert.Equal(2, kit.KitLevel);
        Assert.IsType<ProductRejection.InvalidTerms>(
            Rejected(kit, new ProductCommand.Revise(Set with { Kit = [new("BOX", 1)] }, [], 2, null)));
        _ = Then(kit, new ProductCommand.Revise(Set with { Kit = [new("BOX", 1)] }, [], 1, null));
    }

    [Fact]
    public void Kits_are_five_deep_at_most()
    {
        Assert.Equal(5, After(new ProductCommand.Define("SET", Set, [], 4)).KitLevel);
        Assert.IsType<ProductRejection.InvalidTerms>(
            Rejected(Product.Initial, new ProductCommand.Define("SET", Set, [], 5)));
    }

    [Fact]
    public void A_registration_that_was_given_up_is_not_taken_any_more()
    {
        var fenced = After(new ProductCommand.Disown(Gtin, 3));
        Assert.Equal(0, fenced.Revision);
        Assert.Equal(new ProductRejection.ClaimLost(Gtin), Rejected(fenced, Define("MILK", Milk, number: 3)));
        Assert.Equal(4, Then(fenced, Define("MILK", Milk, number: 4)).Carried[Gtin]);
    }

    [Fact]
    public void A_gtin_that_the_product_has_is_not_given_up() =>
        Assert.Equal(new ProductRejection.CarriesGtin(Gtin), Rejected(
            After(Define("MILK", Milk)), new ProductCommand.Disown(Gtin, 9)));

    [Fact]
    public void A_gtin_that_is_dropped_is_given_up_in_the_same_event()
    {
        var without = After(
            Define("MILK", Milk), new ProductCommand.Revise(Milk with { Gtins = null }, [], null, null));
        Assert.Empty(without.Carried);
        Assert.Equal(1, without.Disowned[Gtin]);
    }

    [Fact]
    public void A_product_notes_so_many_gtins_that_it_gave_up_and_no_more()
    {
        var full = Enumerable.Range(0, Product.DisownedMax).Aggregate(
            Product.Initial, (state, n) => Then(state, new ProductCommand.Disown($"{n:D14}", 1)));
        Assert.IsType<ProductRejection.CarriesGtin>(Rejected(full, new ProductCommand.Disown("99999999999999", 1)));
    }

    [Fact]
    public void A_gtin_is_of_one_product_until_that_one_gives_it_back()
    {
        var owner = Owner(GtinOwner.Initial, new GtinCommand.Claim("MILK"));
        Assert.Equal(
            new GtinRejection.Taken("MILK", 1, Instant.MinValue),
            Assert.IsType<Oms.Entities.Decision<GtinEvent, GtinRejection>.Rejected>(
                GtinOwner.Decide(owner, new GtinCommand.Claim("NUTS"), Instant.MinValue)).Reason);
        var again = Owner(owner, new GtinCommand.Claim("MILK"));
        Assert.Equal(again, Owner(again, new GtinCommand.Release("MILK", 1)));
        Assert.Equal(
            new GtinOwner("NUTS", 3, Instant.MinValue),
            Owner(Owner(again, new GtinCommand.Release("MILK", 2)), new GtinCommand.Claim("NUTS")));
    }

    private static ProductCommand.Define Define(string sku, ProductTerms terms, long number = 1) =>
        new(sku, terms, [new GtinClaim(Gtin, number)], null);

    private static Product After(params ProductCommand[] commands) => commands.Aggregate(Product.Initial, Then);

    private static Product Then(Product state, ProductCommand command) =>
        Assert.IsType<Decision.Accepted>(Product.Decide(state, command, Instant.MinValue)).Events
            .Aggregate(state, Product.Evolve);

    private static ProductRejection Rejected(Product state, ProductCommand command) =>
        Assert.IsType<Decision.Rejected>(Product.Decide(state, command, Instant.MinValue)).Reason;

    private static GtinOwner Owner(GtinOwner state, GtinCommand command) =>
        Assert.IsType<Oms.Entities.Decision<GtinEvent, GtinRejection>.Accepted>(
            GtinOwner.Decide(state, command, Instant.MinValue)).Events.Aggregate(state, GtinOwner.Evolve);
}
