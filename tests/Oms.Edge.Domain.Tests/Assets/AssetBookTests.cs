using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Edge.Assets;
using Xunit;

namespace Oms.Edge.Tests.Assets;

public sealed class AssetBookTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);
    private static readonly Item Card = new(ItemKind.FuelCard, "FC-1");

    private static readonly CheckOutEvent Out =
        new CheckOutEvent.Arrived("lyon", "T", "D-7", null, null, null, Noon) { Direction = Direction.CheckIn };

    private static readonly CheckOutEvent Back =
        new CheckOutEvent.Arrived("lyon", "T", "D-7", null, null, null, Noon) { Issued = [Card] };

    private static readonly CheckOutEvent Done = new CheckOutEvent.Completed("x");

    [Fact]
    public void A_check_in_that_both_signed_gives_the_driver_what_was_handed_out()
    {
        Assert.Equal([Card], Play(("a", Out), ("a", Handed(AssetOutcome.HandedOver)), ("a", Done)).HeldBy("D-7"));
        Assert.Empty(Play(("a", Out), ("a", Handed(AssetOutcome.HandedOver))).HeldBy("D-7"));
        Assert.Empty(Play(("a", Out), ("a", Handed(AssetOutcome.Missing)), ("a", Done)).HeldBy("D-7"));
    }

    [Fact]
    public void What_is_handed_in_is_nobodys_any_more_and_what_is_not_is_missed()
    {
        var held = Play(("a", Out), ("a", Handed(AssetOutcome.HandedOver)), ("a", Done));
        var back = Play(held, ("b", Back), ("b", Handed(AssetOutcome.Damaged)), ("b", Done));
        var gone = Play(held, ("b", Back), ("b", new CheckOutEvent.Completed("x")
        {
            Kept = [new ItemQuantity(Card, 1)],
        }));

        Assert.Empty(back.Held);
        Assert.Empty(held.Unreturned(Noon + AssetBook.DueAfter));
        Assert.Single(held.Unreturned(Noon + AssetBook.DueAfter + Duration.FromSeconds(1)));
        Assert.Equal(new AssetHeld(Card, "D-7", "a", Noon, Noon), Assert.Single(gone.Unreturned(
            Noon + Duration.FromSeconds(1))));
    }

    [Fact]
    public void A_refused_check_out_changes_nothing()
    {
        var held = Play(("a", Out), ("a", Handed(AssetOutcome.HandedOver)), ("a", Done));

        Assert.Equal(
            held.Held,
            Play(held, ("b", Back), ("b", Handed(AssetOutcome.HandedOver)), ("b", new CheckOutEvent.Refused("r", "S")))
                .Held);
    }

    private static CheckOutEvent.AssetHanded Handed(AssetOutcome outcome) =>
        new CheckOutEvent.AssetHanded(ItemKind.FuelCard, "FC-1", outcome, "S-1");

    private static AssetBook Play(params (string Visit, CheckOutEvent Event)[] told) => Play(AssetBook.Empty, told);

    private static AssetBook Play(AssetBook book, params (string Visit, CheckOutEvent Event)[] told) =>
        told.Aggregate(book, (now, one) => now.With(one.Visit, one.Event, Noon));
}
