using System.Collections.Immutable;
using NodaTime;
using Oms.Custody.Assets;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Assets;

/// <summary>Which driver holds which keys, fuel cards and devices of the depot, by what the visits recorded.</summary>
/// <remarks>
/// A check-in that both signed gives a driver what was handed out; a check-out takes it back, except what stays with
/// him. What he still holds when a check-out is over is unreturned.
/// </remarks>
public sealed record AssetBook
{
    /// <summary>So long a driver may have an asset without a check-out: a long route and its rest.</summary>
    public static readonly Duration DueAfter = Duration.FromHours(36);

    private AssetBook()
    {
    }

    public static AssetBook Empty { get; } = new();

    /// <summary>What drivers hold, by asset.</summary>
    public ImmutableDictionary<Item, AssetHeld> Held { get; private init; } =
        ImmutableDictionary<Item, AssetHeld>.Empty;

    private ImmutableDictionary<string, OpenVisit> Visits { get; init; } =
        ImmutableDictionary.Create<string, OpenVisit>(StringComparer.Ordinal);

    /// <summary>What a driver is to hand over at his next check-out.</summary>
    public IReadOnlyList<Item> HeldBy(string driver) =>
        [.. Held.Where(held => held.Value.Driver == driver).Select(held => held.Key).OrderBy(item => item.Kind)
            .ThenBy(item => item.Id, StringComparer.Ordinal)];

    /// <summary>Assets that were not handed in at the last check-out of who holds them, or that are out for longer than
    /// <see cref="DueAfter"/>; the longest out first.</summary>
    public IReadOnlyList<AssetHeld> Unreturned(Instant now)
    {
        var overdue = AssetAudit.Of([.. Held.Values.Select(Issue)], [], now).Held
            .Where(held => held.IsOverdue).Select(held => held.Issue.Asset).ToHashSet(StringComparer.Ordinal);
        return [.. Held.Values.Where(held => overdue.Contains(NameOf(held.Item))).OrderBy(held => held.Since)
            .ThenBy(held => held.Item.Id, StringComparer.Ordinal)];
    }

    /// <summary>The book after one more event of a check-out.</summary>
    /// <param name="at">When it was recorded.</param>
    public AssetBook With(string checkOut, CheckOutEvent happened, Instant at) =>
        happened switch
        {
            CheckOutEvent.Arrived e => this with
            {
                Visits = Visits.SetItem(checkOut, new OpenVisit(e.Driver, e.Direction, [.. e.Issued ?? []])),
            },
            CheckOutEvent.AssetHanded e when Visits.TryGetValue(checkOut, out var visit) => this with
            {
                Visits = Visits.SetItem(checkOut, visit with
                {
                    Handed = e.Outcome is AssetOutcome.Missing
                        ? visit.Handed.Remove(new Item(e.Kind, e.Id))
                        : visit.Handed.Add(new Item(e.Kind, e.Id)),
                }),
            },
            CheckOutEvent.KeysReturned e when Visits.TryGetValue(checkOut, out var visit) => this with
            {
                Visits = Visits.SetItem(
                    checkOut, visit with { Handed = visit.Handed.Add(new Item(ItemKind.Key, e.KeyTag)) }),
            },
            CheckOutEvent.Completed e when Visits.TryGetValue(checkOut, out var visit) =>
                (this with { Visits = Visits.Remove(checkOut) }).Ended(checkOut, visit, e, at),
            CheckOutEvent.Refused or CheckOutEvent.Disputed => this with { Visits = Visits.Remove(checkOut) },
            _ => this,
        };

    private static AssetIssue Issue(AssetHeld held) => new(
        NameOf(held.Item),
        held.Item.Kind switch
        {
            ItemKind.Key => AssetKind.Key,
            ItemKind.FuelCard => AssetKind.FuelCard,
            _ => AssetKind.Device,
        },
        1,
        $"driver:{held.Driver}",
        AssetSource.Manual,
        held.Since,
        held.MissedAt ?? held.Since + DueAfter);

    // A key and a card may have the same number.
    private static string NameOf(Item item) => $"{item.Kind} {item.Id}";

    private AssetBook Ended(string checkOut, OpenVisit visit, CheckOutEvent.Completed completed, Instant at)
    {
        var kept = (completed.Kept ?? []).Select(one => one.Item).ToHashSet();
        var handed = visit.Handed.Where(item => !kept.Contains(item));
        if (visit.Direction is Direction.CheckIn)
        {
            return this with
            {
                Held = handed.Aggregate(
                    Held, (held, item) => held.SetItem(item, new AssetHeld(item, visit.Driver, checkOut, at, null))),
            };
        }

        var left = Held.RemoveRange(handed);
        return this with
        {
            Held = left.SetItems(kept.Union(visit.Issued)
                .Where(item => item.Kind is ItemKind.Key or ItemKind.FuelCard or ItemKind.Device)
                .Where(item => kept.Contains(item) || left.ContainsKey(item))
                .Select(item => KeyValuePair.Create(
                    item,
                    (left.GetValueOrDefault(item) ?? new AssetHeld(item, visit.Driver, checkOut, at, null)) with
                    {
                        MissedAt = at,
                    }))),
        };
    }

    private sealed record OpenVisit(string Driver, Direction Direction, ImmutableList<Item> Issued)
    {
        public ImmutableHashSet<Item> Handed { get; init; } = ImmutableHashSet<Item>.Empty;
    }
}
