using System.Text;
using System.Text.Json;

namespace Oms.Campaigns.Cluster;

/// <summary>Books, orders and payments of the whole day against each other.</summary>
internal static class BookChecks
{
    private const int SaidMax = 1_000;
    private const string First = "/reconciliation?differences=true&limit=200";

    // What differs is looked at again, order by order.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <returns>What is wrong; empty when nothing is.</returns>
    public static async Task<IReadOnlyList<string>> OfAsync(ClusterScene scene, CancellationToken cancellationToken)
    {
        var wrong = new List<string>();
        using var caller = scene.CallerOf(scene.Launcher.Centres, seed: 1, limit: Patience);
        var trial = await caller.GetAsync("/trial-balance", cancellationToken);
        if (trial.Status != 200 || !Balances(trial.Json))
        {
            wrong.Add($"The books do not balance: {Text(trial)}");
        }

        for (var path = First; path.Length > 0;)
        {
            var page = await caller.GetAsync(path, cancellationToken);
            if (page.Status != 200 || page.Json.GetProperty("items").GetArrayLength() > 0)
            {
                wrong.Add($"Books, orders and payments differ: {Text(page)}");
                break;
            }

            path = page.Json.GetProperty("next").GetString() is { } next
                ? $"{First}&cursor={Uri.EscapeDataString(next)}"
                : "";
        }

        return wrong;
    }

    /// <summary>Whether something was booked, as much on one side as on the other.</summary>
    private static bool Balances(JsonElement trial)
    {
        var totals = trial.GetProperty("totals").EnumerateArray()
            .Select(total => (Debit: Minor(total, "debit"), Credit: Minor(total, "credit"))).ToList();
        return totals.Count > 0 && totals.TrueForAll(total => total.Debit > 0 && total.Debit == total.Credit);
    }

    private static long Minor(JsonElement json, string name) =>
        json.GetProperty(name).GetProperty("minor").GetInt64();

    private static string Text(CallerAnswer answer)
    {
        var said = Encoding.UTF8.GetString(answer.Body);
        return said[..Math.Min(SaidMax, said.Length)];
    }
}
