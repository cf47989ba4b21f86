using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Oms.Campaigns.Cluster;

/// <summary>Every node's own audit of what must always hold: each rule, over all shards, finds nothing.</summary>
internal static class InvariantChecks
{
    private const int SaidMax = 1_000;

    // It folds the whole journal anew.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>The rules of the domain's model, and those that have no number in it; a node that leaves one out has
    /// not looked.</summary>
    private static readonly string[] Rules =
    [
        .. Enumerable.Range(1, 15).Select(number => string.Create(CultureInfo.InvariantCulture, $"I{number}")),
        "bins", "books", "valuation", "returns", "fulfilment", "routing", "capacity", "drop-ship",
        "channel-allocation", "gtin-owner", "customer-merge",
    ];

    /// <returns>What is wrong; empty when nothing is.</returns>
    public static async Task<IReadOnlyList<string>> OfEveryNodeAsync(
        ClusterScene scene, CancellationToken cancellationToken)
    {
        var wrong = new List<string>();
        foreach (var node in scene.Launcher.Centres)
        {
            using var caller = scene.CallerOf([node], seed: 1, limit: Patience);
            var answer = await caller.GetAsync("/audit/invariants", cancellationToken);
            if (answer.Status != 200 || !IsClean(answer.Json))
            {
                var said = Encoding.UTF8.GetString(answer.Body);
                wrong.Add($"The audit of {node.Name} says: {said[..Math.Min(SaidMax, said.Length)]}");
            }
        }

        return wrong;
    }

    private static bool IsClean(JsonElement audit)
    {
        var rules = audit.GetProperty("rules").EnumerateArray().ToDictionary(
            rule => rule.GetProperty("rule").GetString()!, rule => rule.GetProperty("drift").GetInt32());
        return audit.GetProperty("healthy").GetBoolean()
            && audit.GetProperty("checked").GetProperty("shards").GetInt32() == ShardLoad.Shards
            && rules.Values.All(drift => drift == 0)
            && Rules.All(rules.ContainsKey);
    }
}
