using System.Globalization;
using System.Text.Json;

namespace Oms.Testing.Races;

/// <summary>Many buyers race for few units over HTTP; then everything must add up.</summary>
/// <remarks>
/// Every seventh buyer sends its request twice at once, through two nodes where there are two. A third of those who
/// got a unit confirm it and a third give it back; those who got none race for what was given back. At the end every
/// key is sent again and must be answered as before.
/// </remarks>
public sealed class StockRace(KeyedCaller caller, string item, int buyers, int stock)
{
    private const int Created = 201;
    private const int Conflict = 409;
    private const int TwiceEvery = 7;
    private const int Thirds = 3;
    private const int ViolationsMax = 20;

    private readonly List<string> _violations = [];
    private readonly string _path = $"/stock-items/{item}";

    /// <summary>Buyers that were served in the first race, and units that changed hands in the second.</summary>
    public (int Sold, int SoldAgain) Outcome { get; private set; }

    /// <summary>How long the first race took. Seconds.</summary>
    public double Seconds { get; private set; }

    /// <summary>Runs it.</summary>
    /// <returns>What does not add up, the first twenty; none when all does.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        var received = await PostAsync(
            0, "receipts", $$"""{"receipt":"R-1","lot":"L1","quantity":{{stock}}}""", "receipt", cancellationToken);
        Check(received.Status == Created, $"The receipt was answered {received.Status}: {received.Body}");

        var started = TimeProvider.System.GetTimestamp();
        var first = await BuyAsync("b", [.. Enumerable.Range(0, buyers)], cancellationToken);
        Seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        var winners = Winners(first);
        var expected = int.Min(buyers, stock);
        Check(winners.Count == expected, $"{winners.Count} buyers have a unit; {expected} are to be had.");
        await CheckItemAsync([.. winners.Select(buyer => Name("b", buyer))], cancellationToken);

        var confirmed = winners.Where((_, index) => index % Thirds == 0).ToList();
        var returned = winners.Where((_, index) => index % Thirds == 1).ToList();
        await EachAsync(confirmed, buyer => StepAsync(buyer, "confirm", "{}", cancellationToken));
        await EachAsync(
            returned, buyer => StepAsync(buyer, "release", """{"cause":"changed-mind"}""", cancellationToken));

        var losers = first.Keys.Except(winners).ToList();
        var second = await BuyAsync("c", losers, cancellationToken);
        var late = Winners(second);
        var free = stock - winners.Count + returned.Count;
        Check(
            late.Count == int.Min(losers.Count, free),
            $"{late.Count} of {losers.Count} buyers have one of {free} units that were to be had again.");
        Outcome = (winners.Count, late.Count);
        await CheckItemAsync(
            [
                .. winners.Except(returned).Select(buyer => Name("b", buyer)),
                .. late.Select(buyer => Name("c", buyer)),
            ],
            cancellationToken);
        await CheckReplaysAsync("b", first, cancellationToken);
        await CheckReplaysAsync("c", second, cancellationToken);
        await CheckAuditAsync(cancellationToken);
        return _violations;
    }

    private static string Name(string round, int buyer) =>
        string.Create(CultureInfo.InvariantCulture, $"{round}{buyer}");

    private static Task EachAsync(IEnumerable<int> which, Func<int, Task> act) => Task.WhenAll(which.Select(act));

    private static List<int> Winners(Dictionary<int, KeyedAnswer> answers) =>
        [.. answers.Where(pair => pair.Value.Status == Created).Select(pair => pair.Key).Order()];

    private async Task<Dictionary<int, KeyedAnswer>> BuyAsync(
        string round, IReadOnlyCollection<int> who, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(who.Select(async buyer =>
        {
            if (buyer % TwiceEvery != 0)
            {
                return (buyer, await ReserveAsync(round, buyer, buyer, cancellationToken));
            }

            var twice = await Task.WhenAll(
                ReserveAsync(round, buyer, buyer, cancellationToken),
                ReserveAsync(round, buyer, buyer + 1, cancellationToken));
            Check(
                (twice[0].Status, twice[0].Body) == (twice[1].Status, twice[1].Body),
                $"One key was answered {twice[0].Status} and {twice[1].Status}: {twice[0].Body} {twice[1].Body}");
            return (buyer, twice[0]);
        }));
        foreach (var (buyer, answer) in answers)
        {
            Check(
                answer.Status == Created || (answer.Status == Conflict && answer.Code == "out-of-stock"),
                $"Buyer {buyer} was answered {answer.Status}: {answer.Body}");
        }

        return answers.ToDictionary(pair => pair.buyer, pair => pair.Item2);
    }

    private Task<KeyedAnswer> ReserveAsync(string round, int buyer, int node, CancellationToken cancellationToken) =>
        PostAsync(
            node,
            "reservations",
            $$"""{"reservation":"{{Name(round, buyer)}}","quantity":1,"ttl_seconds":86400}""",
            Name(round, buyer),
            cancellationToken);

    private async Task StepAsync(int buyer, string step, string json, CancellationToken cancellationToken)
    {
        var answer = await PostAsync(
            buyer, $"reservations/{Name("b", buyer)}/{step}", json, $"{step}-{Name("b", buyer)}", cancellationToken);
        Check(answer.Status == 200, $"To {step} {buyer} was answered {answer.Status}: {answer.Body}");
    }

    private Task<KeyedAnswer> PostAsync(
        int buyer, string path, string json, string key, CancellationToken cancellationToken) =>
        caller.PostAsync(buyer, $"{_path}/{path}", json, $"{item}/{key}", cancellationToken);

    /// <summary>Whether every node tells of these reservations and no others, and of no unit too many or too
    /// few.</summary>
    private async Task CheckItemAsync(HashSet<string> live, CancellationToken cancellationToken)
    {
        foreach (var read in await caller.GetOfAllAsync(_path, cancellationToken))
        {
            var held = read.GetProperty("reservations").EnumerateArray()
                .Select(reservation => reservation.GetProperty("id").GetString()!).ToHashSet(StringComparer.Ordinal);
            Check(held.SetEquals(live), $"{held.Except(live).Count()} reservations are of nobody, "
                + $"{live.Except(held).Count()} that somebody was promised are not there.");
            var (reserved, available) = (
                Units(read, "reserved_soft") + Units(read, "reserved_hard"), Units(read, "available"));
            Check(
                Units(read, "on_hand") == stock && reserved == live.Count && available == stock - live.Count,
                $"{stock} units were received and {live.Count} are sold: on hand {Units(read, "on_hand")}, reserved "
                + $"{reserved}, available {available}.");
        }
    }

    private async Task CheckReplaysAsync(
        string round, Dictionary<int, KeyedAnswer> before, CancellationToken cancellationToken) =>
        await Task.WhenAll(before.Select(async pair =>
        {
            var (buyer, first) = pair;
            var again = await ReserveAsync(round, buyer, buyer + 1, cancellationToken);
            Check(
                (again.Status, again.Body, again.Replayed) == (first.Status, first.Body, true),
                $"The key of buyer {buyer} was answered {first.Status} {first.Body}, and then {again.Status} "
                + $"{again.Body}{(again.Replayed ? "" : ", as if it were new")}");
        }));

    private async Task CheckAuditAsync(CancellationToken cancellationToken)
    {
        foreach (var audit in await caller.GetOfAllAsync("/audit/invariants", cancellationToken))
        {
            Check(audit.GetProperty("healthy").GetBoolean(), $"The auditor finds: {audit}");
        }
    }

    private static int Units(JsonElement of, string name) => of.GetProperty(name).GetInt32();

    private void Check(bool holds, string violation)
    {
        if (!holds)
        {
            lock (_violations)
            {
                if (_violations.Count < ViolationsMax)
                {
                    _violations.Add(violation);
                }
            }
        }
    }
}
