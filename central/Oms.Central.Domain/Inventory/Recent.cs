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

    public string? Find(string reference) => Known.TryGetValue(reference, out var entry) ? entry.What : null;

    public Recent Add(string reference, string what)
    {
        var known = Known.SetItem(reference, new RecentEntry(Next, what));
        return new Recent(
            Next + 1, known.Count <= EntriesMax ? known : known.Remove(known.MinBy(pair => pair.Value.Number).Key));
    }
}

public sealed record RecentEntry(long Number, string What);
