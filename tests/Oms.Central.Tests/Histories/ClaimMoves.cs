using Oms.Central.Claims;
using Oms.Finance;

namespace Oms.Central.Tests.Histories;

/// <summary>What is claimed of drivers and by customers, proven or not, and what it is settled by.</summary>
internal sealed class ClaimMoves(HistoryWorld world, OrderMoves orders)
{
    private const string By = "anna";
    private static readonly string Sha = new('a', 64);

    public void Open(Dice dice)
    {
        if (orders.Placed.Count == 0)
        {
            return;
        }

        var (id, order) = ($"claim-{world.Move}", orders.Placed.Any(dice).Id);
        var open = new ClaimCommand.Open(new ClaimTerms(
            "quality", string.Empty, 0, null, order, 1, null, null, dice.From(1, 9), "It is sour.")
        {
            Party = ClaimParty.Customer,
            Claimed = Euros(dice.From(1, 60)),
        });
        world.Claims.Refused(id, new ClaimCommand.Open(open.Terms with { Quantity = dice.Of(-1, int.MaxValue) }));
        _ = world.Claims.Do(id, open);
        world.Claims.Again(id, open);
        world.Claims.Refused(id, new ClaimCommand.Judge(true, "sour", By, null));
        world.Claims.Refused(id, new ClaimCommand.Settle(
            new ClaimSettlement(SettlementKind.Credit, Euros(1), MoneyMoves.Accounts[0]), By, null));
    }

    public void Judge(Dice dice)
    {
        if (Any(dice, claim => claim.Status is ClaimStatus.Open or ClaimStatus.Evidence) is not { } id)
        {
            return;
        }

        var proof = new ClaimCommand.Attach(new ClaimEvidence("photo", $"{id}.jpg", Sha), By);
        world.Claims.Refused(id, new ClaimCommand.Attach(proof.Evidence with { Sha256 = "none" }, By));
        switch (dice.Below(6))
        {
            case 0:
                _ = world.Claims.Do(id, new ClaimCommand.Resolve("settled-otherwise", "called", By));
                break;
            case 1:
                _ = world.Claims.Do(id, new ClaimCommand.Judge(false, "too late", By, null));
                break;
            default:
                _ = world.Claims.Do(id, proof);
                world.Claims.Again(id, proof);
                _ = world.Claims.Do(id, new ClaimCommand.Judge(true, "sour", By, null));
                break;
        }
    }

    public void Settle(Dice dice)
    {
        if (Any(dice, claim => claim.Status == ClaimStatus.Accepted) is not { } id)
        {
            return;
        }

        var claim = world.Claims[id];
        var amount = claim.Terms!.Claimed ?? Euros(dice.From(1, 60));
        var tender = claim.Terms.Order is { } order && world.Orders[order].Money is { Tenders: [_, ..] tenders }
            ? dice.Of(tenders).Payment
            : null;
        var by = dice.Below(4) switch
        {
            0 => new ClaimSettlement(SettlementKind.Replacement, Order: "another"),
            1 when tender is not null => new ClaimSettlement(SettlementKind.Refund, amount, Payment: tender),
            _ => new ClaimSettlement(SettlementKind.Credit, amount, dice.Of(MoneyMoves.Accounts)),
        };
        world.Claims.Refused(
            id, new ClaimCommand.Settle(by with { Kind = SettlementKind.Credit, Order = "x" }, By, null));
        var settle = new ClaimCommand.Settle(by, By, null);
        _ = world.Claims.Do(id, settle);
        world.Claims.Again(id, settle);
        world.Claims.Refused(id, new ClaimCommand.Settle(
            new ClaimSettlement(SettlementKind.Credit, Euros(61), "K-3"), By, null));
    }

    private string? Any(Dice dice, Func<Claim, bool> which)
    {
        var found = world.Claims.All.Where(each => which(each.Value)).Select(each => each.Key).ToList();
        return found.Count == 0 ? null : dice.Of(found);
    }

    private static Money Euros(long minor) => Money.Of(minor, "EUR");
}
