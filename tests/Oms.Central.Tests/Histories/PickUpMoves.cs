using NodaTime;
using Oms.Central.Fulfilments;

namespace Oms.Central.Tests.Histories;

/// <summary>Customers who fetch what is packed: with the right code, a wrong one, twice, too late.</summary>
internal sealed class PickUpMoves(HistoryWorld world)
{
    private readonly Ring<string> _fetched = new(20);

    public void Issue(Dice dice)
    {
        if (Any(dice, of => of is { Ready: true, PickUp: null } || (of.Ready && dice.OneIn(6))) is { } id)
        {
            _ = world.Fulfilments.Do(id, new FulfilmentCommand.IssuePickUpCode(
                $"code-{world.Move}", world.Now + Duration.FromMinutes(dice.From(10, 600))));
        }
    }

    public void Collect(Dice dice)
    {
        if (Any(dice, of => of.PickUp is { IsCollected: false }) is not { } id)
        {
            return;
        }

        var (before, code) = (world.Fulfilments[id], world.Fulfilments[id].PickUp!);
        if (dice.OneIn(3))
        {
            _ = world.Fulfilments.Do(id, new FulfilmentCommand.Collect("code-0", "mallory"));
            Must(!world.Fulfilments[id].PickUp!.IsCollected, id, "A wrong code opens it.");
            return;
        }

        _ = world.Fulfilments.Do(id, new FulfilmentCommand.Collect(code.Hash, "carol"));
        Must(
            world.Fulfilments[id].PickUp!.IsCollected == (before is { Ready: true, Reopening: false }
                && world.Now < code.ExpiresAt && code.Failed < FulfilmentOrder.PickUpAttemptsMax),
            id,
            $"The right code, and it is {world.Fulfilments[id].PickUp}.");
        if (world.Fulfilments[id].PickUp!.IsCollected)
        {
            world.Fulfilments.Again(id, new FulfilmentCommand.Collect(code.Hash, "carol"));
            _ = _fetched.Add(id);
        }
    }

    /// <summary>Somebody comes once more, and gets nothing; nor is what is gone packed anew.</summary>
    public void CollectAgain(Dice dice)
    {
        if (_fetched.Count > 0 && _fetched.Any(dice) is var id
            && world.Fulfilments[id].PickUp is { IsCollected: true } code)
        {
            world.Fulfilments.Again(id, new FulfilmentCommand.Collect(dice.Of(code.Hash, "code-0"), "mallory"));
            if (code.Refused is null)
            {
                world.Fulfilments.Refused(id, new FulfilmentCommand.Reopen("again", "anna"));
            }
        }
    }

    private static void Must(bool holds, string id, string detail) =>
        InvariantBrokenException.Unless(holds, "pick-up", id, detail);

    private string? Any(Dice dice, Func<FulfilmentOrder, bool> which)
    {
        var found = world.Fulfilments.All.Where(each => which(each.Value)).Select(each => each.Key).ToList();
        return found.Count == 0 ? null : dice.Of(found);
    }
}
