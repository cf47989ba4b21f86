using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Actors;
using Oms.Central.Products;
using Oms.Entities;
using Xunit;

namespace Oms.Central.Tests.Products;

/// <summary>Two products never have one GTIN, in whatever order messages arrive and whoever stops in between.</summary>
public sealed class GtinProperties
{
    private static readonly string[] Skus = ["A", "B", "C"];
    private static readonly string[] Gtins = ["4006381333931", "9506000134352", "0614141999996"];

    [Fact]
    public void A_gtin_is_of_one_product_at_most_at_every_moment() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), Run)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithQuietOnSuccess(true));

    [Fact]
    public void A_gtin_that_a_lost_request_left_behind_is_free_for_the_next_product()
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        var world = new World(new Random(1), late: true);
        world.Gtins.States["0" + Gtins[0]] = new GtinOwner("A", 7, Instant.MinValue);
        var answer = world.Registrar.DefineAsync(
            "B", TermsOf("B", [Gtins[0]]), Context(1), CancellationToken.None);
        while (world.Turns.Next(lostPercent: 0))
        {
            world.Check();
        }

        SynchronizationContext.SetSynchronizationContext(before);

        Assert.True(answer.IsCompletedSuccessfully);
        Assert.Equal(new GtinOwner("B", 8, Instant.MinValue), world.Gtins.States["0" + Gtins[0]]);
        Assert.Equal(7, world.Products.States["A"].Disowned["0" + Gtins[0]]);
    }

    private static void Run(int seed)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var random = new Random(seed);
            var world = new World(random);
            var lost = random.Next(3) * 4;
            for (var request = 0; request < 12; request++)
            {
                Start(world, random, random.Next(8));
                for (var step = random.Next(12); step > 0; step--)
                {
                    _ = world.Turns.Next(lost);
                    world.Check();
                }
            }

            while (world.Turns.Next(lost))
            {
                world.Check();
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Of eight requests some come twice, under the same id.</summary>
    private static void Start(World world, Random random, int id)
    {
        var content = new Random(id + 1);
        var sku = Skus[content.Next(Skus.Length)];
        var terms = TermsOf($"{sku}{id}", [.. Gtins.Where(_ => content.Next(2) == 0)]);
        var asked = random.Next(2) == 0
            ? world.Registrar.DefineAsync(sku, terms, Context(id), CancellationToken.None)
            : world.Registrar.ReviseAsync(sku, terms, null, Context(id + 100), CancellationToken.None);
        Assert.False(asked.IsFaulted, $"{asked.Exception}");
    }

    private static CommandContext Context(int id) => new(
        CommandId.Version5(Guid.Empty, $"{id}"), new Principal(PrincipalKind.System, "test"));

    private static ProductTerms TermsOf(string name, string[] gtins) =>
        new(name, "EA", [.. gtins.Select(gtin => new ProductGtin(PackLevel.Each, gtin, 1))]);

    /// <summary>Sometimes a request counts as lost at once.</summary>
    private sealed class AnyClock(Random random, bool late) : IClock
    {
        public Instant GetCurrentInstant() => Instant.MinValue + Duration.FromMinutes(late ? 1 : random.Next(2));
    }

    private sealed class World(Random random, bool late = false)
    {
        private ProductRegistrar? _registrar;
        private SteppedRegion<Product, ProductCommand, ProductEvent, ProductRejection>? _products;
        private SteppedRegion<GtinOwner, GtinCommand, GtinEvent, GtinRejection>? _gtins;

        public Turns Turns { get; } = new(random);

        public SteppedRegion<Product, ProductCommand, ProductEvent, ProductRejection> Products =>
            _products ??= new(Product.Kind, Turns);

        public SteppedRegion<GtinOwner, GtinCommand, GtinEvent, GtinRejection> Gtins =>
            _gtins ??= new(GtinOwner.Kind, Turns);

        public ProductRegistrar Registrar => _registrar ??= new(Products, Gtins, new AnyClock(random, late));

        public void Check()
        {
            foreach (var (sku, product) in Products.States)
            {
                foreach (var (gtin, number) in product.Carried)
                {
                    Assert.Equal(sku, Gtins.States[gtin].Sku);
                    Assert.True(Gtins.States[gtin].Number >= number);
                }
            }
        }
    }
}
