using System.Diagnostics;

namespace Oms.Central.Tests.Histories;

/// <summary>Finds a short history that breaks the same invariant as a long one.</summary>
internal static class Shrinker
{
    /// <summary>Moves that may be made in all while looking for a shorter history.</summary>
    private const long MovesMax = 250_000;

    /// <summary>Makes moves until one breaks something.</summary>
    /// <returns>What broke, and after which of the moves; null when nothing does.</returns>
    public static Failure? Run(int seed, IReadOnlyList<int> moves)
    {
        var history = new History(seed);
        for (var i = 0; i < moves.Count; i++)
        {
            if (Try(history, moves[i]) is { } broken)
            {
                return new Failure(broken, [.. moves.Take(i + 1)], history.World);
            }
        }

        return null;
    }

    /// <summary>Makes one move.</summary>
    /// <returns>What it broke; null when nothing is.</returns>
    public static InvariantBrokenException? Try(History history, int move)
    {
        try
        {
            history.Make(move);
            return null;
        }
        catch (InvariantBrokenException broken)
        {
            return broken;
        }
        catch (Exception failure) when (failure is UnreachableException or OverflowException or ArgumentException
            or InvalidOperationException or KeyNotFoundException)
        {
            // An event that cannot follow, or units beyond what can be counted: the domain itself saw it.
            return new InvariantBrokenException("domain", "an entity", failure.ToString());
        }
    }

    /// <summary>Leaves out ever smaller parts of the history while it still breaks the same invariant.</summary>
    public static Failure Shrink(int seed, Failure failure)
    {
        var made = 0L;
        for (var part = failure.Moves.Count / 2; part >= 1; part /= 2)
        {
            for (var at = 0; at < failure.Moves.Count && made < MovesMax;)
            {
                List<int> fewer = [.. failure.Moves.Take(at), .. failure.Moves.Skip(at + part)];
                made += fewer.Count;
                if (Run(seed, fewer) is { } still && still.Broken.Invariant == failure.Broken.Invariant)
                {
                    failure = still;
                }
                else
                {
                    at += part;
                }
            }
        }

        return failure;
    }

    /// <summary>A history that breaks something; its story tells what has to do with the entity that it breaks
    /// at.</summary>
    /// <param name="Moves">The moves made, the last of which broke it.</param>
    public sealed record Failure(InvariantBrokenException Broken, IReadOnlyList<int> Moves, HistoryWorld World)
    {
        private const int LinesMax = 60;

        /// <summary>What broke, and the latest commands with what was decided.</summary>
        public string Story(int seed) => string.Join(
            Environment.NewLine,
            [
                $"Seed {seed}: {Broken.Message}",
                $"{Moves.Count} moves lead to it: {string.Join(' ', Moves.TakeLast(LinesMax))}",
                .. Lines(about: Broken.Where) is { Count: > 0 } its ? its : Lines(about: string.Empty),
            ]);

        private List<string> Lines(string about) =>
        [
            .. World.Trace.InOrder
                .Select(line => $"{line.Move,9} {line.Where}: {line.Command} -> {Told(line.Decision)}")
                .Where(line => line.Contains(about, StringComparison.Ordinal))
                .TakeLast(LinesMax),
        ];

        private static string Told(object decision) =>
            decision.GetType().GetProperty("Events")?.GetValue(decision) is System.Collections.IEnumerable events
                ? $"[{string.Join(", ", events.Cast<object>())}]"
                : $"{decision}";
    }
}
