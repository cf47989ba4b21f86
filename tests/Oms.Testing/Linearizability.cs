namespace Oms.Testing;

/// <summary>One operation of a client, with its effect on the state.</summary>
/// <param name="Began">When it was called; any clock that all clients share.</param>
/// <param name="Ended">When it was answered.</param>
/// <param name="Apply">The state after it; null when what the client was told cannot have been so.</param>
/// <param name="Text">For messages.</param>
public sealed record Operation<TState>(long Began, long Ended, Func<TState, TState?> Apply, string Text)
    where TState : struct
{
    public override string ToString() => Text;
}

/// <summary>Whether a history of concurrent operations can have happened one after the other (Wing and Gong, 1993; with
/// the memory of Lowe, 2017).</summary>
public static class Linearizability
{
    private const int OperationsMax = 64;

    /// <summary>Looks for an order that respects real time and explains every answer.</summary>
    /// <exception cref="ArgumentException">There are more than 64 operations.</exception>
    public static bool Holds<TState>(TState initial, IReadOnlyList<Operation<TState>> history)
        where TState : struct
    {
        ArgumentNullException.ThrowIfNull(history);
        if (history.Count > OperationsMax)
        {
            throw new ArgumentException($"A history of more than {OperationsMax} operations.", nameof(history));
        }

        var all = history.Count == OperationsMax ? ulong.MaxValue : (1UL << history.Count) - 1;
        HashSet<(ulong Done, TState State)> seen = [];
        Stack<(ulong Done, TState State)> open = new([(0UL, initial)]);
        while (open.TryPop(out var at))
        {
            if (at.Done == all)
            {
                return true;
            }

            if (!seen.Add(at))
            {
                continue;
            }

            // Next may be any that was called before the first answer among those that are left.
            var first = history.Where((_, i) => (at.Done & (1UL << i)) == 0).Min(operation => operation.Ended);
            for (var i = 0; i < history.Count; i++)
            {
                if ((at.Done & (1UL << i)) == 0 && history[i].Began <= first
                    && history[i].Apply(at.State) is { } next)
                {
                    open.Push((at.Done | (1UL << i), next));
                }
            }
        }

        return false;
    }
}
