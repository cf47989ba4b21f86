using System.Collections.Immutable;

namespace Oms.Central.Inventory;

/// <summary>The latest references and what each stood for; the oldest leaves when there are too many.</summary>
/// <param name="Next">The number of the next one.</param>
/// <param name="Known">By reference: when it came, and what it stood for.</param>
public sealed record Recent(long Next, ImmutableSortedDictionary<string, RecentEntry> Known)
{
    /// <summary>References that are remembered by the entity itself; the command id covers older repeats.</summary>
    public const int EntriesMax = 4096;

    public static Recent Empty { get; } = new(0, ImmutableSortedDictionary<string, RecentEntry>.Empty);

    /// <summary>The same references in the order in which they came; not stored.</summary>
    private ImmutableSortedSet<(long Number, string Reference)> InOrder { get; init; } =
        [.. Known.Select(pair => (pair.Value.Number, pair.Key))];

    public string? Find(string reference) => Known.TryGetValue(reference, out var entry) ? entry.What : null;

    public Recent Add(string reference, string what)
    {
        var before = Known.TryGetValue(reference, out var entry) ? InOrder.Remove((entry.Number, reference)) : InOrder;
        var after = this with
        {
            Next = Next + 1,
            Known = Known.SetItem(reference, new RecentEntry(Next, what)),
            InOrder = before.Add((Next, reference)),
        };
        return after.Known.Count <= EntriesMax
            ? after
            : after with
            {
                Known = after.Known.Remove(after.InOrder.Min.Reference),
                InOrder = after.InOrder.Remove(after.InOrder.Min),
            };
    }
}

public sealed record RecentEntry(long Number, string What);
