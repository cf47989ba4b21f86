using System.Globalization;

namespace Oms.Campaigns.Cluster;

/// <summary>What a cluster campaign was asked for.</summary>
/// <param name="Minutes">How long the bad day lasts.</param>
/// <param name="Seed">Decides what happens, and when.</param>
/// <param name="Centre">The path of the built <c>oms-central</c>.</param>
/// <param name="Gateway">The path of the built <c>oms-edge</c>.</param>
/// <param name="Out">Where the data go; they stay when something is wrong.</param>
internal sealed record ClusterCampaignOptions(double Minutes, int Seed, string Centre, string Gateway, string Out)
{
    /// <summary>Shards to move by force instead of a bad day; 0 for a bad day.</summary>
    public int Moves { get; init; }

    /// <summary>How often gaps are measured.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Reads the command line; null when a word of it is off.</summary>
    public static ClusterCampaignOptions? Read(IReadOnlyList<string> words)
    {
        var given = new Dictionary<string, string>();
        for (var at = 0; at + 1 < words.Count; at += 2)
        {
            given[words[at]] = words[at + 1];
        }

        return words.Count == given.Count * 2
            && given.TryGetValue("--centre", out var centre) && given.TryGetValue("--gateway", out var gateway)
            && given.TryGetValue("--out", out var folder)
            && double.TryParse(given.GetValueOrDefault("--minutes", "1"), CultureInfo.InvariantCulture, out var minutes)
            && int.TryParse(given.GetValueOrDefault("--seed", "1"), CultureInfo.InvariantCulture, out var seed)
            && int.TryParse(given.GetValueOrDefault("--moves", "0"), CultureInfo.InvariantCulture, out var moves)
            && int.TryParse(given.GetValueOrDefault("--rounds", "3"), CultureInfo.InvariantCulture, out var rounds)
            ? new ClusterCampaignOptions(minutes, seed, centre, gateway, folder) { Moves = moves, Rounds = rounds }
            : null;
    }
}
