using System.Globalization;
using Xunit;

namespace Oms.Central.Tests.Histories;

/// <summary>I1 to I16 over one generated history of stock items, orders, payments, transfers, returns, exchanges,
/// claims, fulfilment orders, waves, routes, routing, capacity, purchase orders and subscriptions, bad commands and
/// nodes that end among them. <c>OMS_HISTORY_COMMANDS</c> and <c>OMS_HISTORY_SEED</c> ask for more and for
/// others.</summary>
public sealed class GeneratedHistory(ITestOutputHelper output)
{
    private const int SliceCommands = 50_000;
    private const int CommandsPerOrderMax = 250;

    [Fact]
    public void Every_invariant_holds_after_every_command()
    {
        var (commands, seed) = (Number("OMS_HISTORY_COMMANDS", SliceCommands), Number("OMS_HISTORY_SEED", 1));
        var history = new History(seed);
        var moves = 0;
        for (; history.World.Commands < commands; moves++)
        {
            if (Shrinker.Try(history, moves) is { } broken)
            {
                var failure = new Shrinker.Failure(broken, [.. Enumerable.Range(0, moves + 1)], history.World);
                Assert.Fail(Shrinker.Shrink(seed, failure).Story(seed));
            }
        }

        foreach (var (what, count) in history.World.Counts)
        {
            output.WriteLine($"{count,9} {what}");
        }

        output.WriteLine(
            $"{history.World.Commands} commands in {moves} moves, seed {seed}, {history.World.Ended} orders came to an "
            + "end: every invariant held.");
        AssertVaried(history.World.Counts);
        Assert.True(
            history.World.Ended >= history.World.Commands / CommandsPerOrderMax,
            $"Only {history.World.Ended} orders came to an end: the rest of them waits, and nothing new is tried.");
    }

    [Fact]
    public void The_same_seed_makes_the_same_history()
    {
        var runs = Enumerable.Range(0, 2).Select(_ =>
        {
            var history = new History(7);
            for (var move = 0; move < 3_000; move++)
            {
                history.Make(move);
            }

            return history.World;
        }).ToList();

        Assert.Equal(runs[0].Counts, runs[1].Counts);
        Assert.Equal(runs[0].Now, runs[1].Now);
    }

    /// <summary>A history of few kinds of answers shows little.</summary>
    private static void AssertVaried(SortedDictionary<string, long> counts) =>
        Assert.True(counts.Count >= 220, $"Only {counts.Count} kinds of answers.");

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { } text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;
}
