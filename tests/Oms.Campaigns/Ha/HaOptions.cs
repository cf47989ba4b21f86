using System.Globalization;

namespace Oms.Campaigns.Ha;

/// <summary>What a fail-over campaign was asked for.</summary>
/// <param name="Rounds">How often the primary is killed; from 1.</param>
/// <param name="Seed">Decides what the load does.</param>
/// <param name="Centre">The path of the built <c>oms-central</c>.</param>
/// <param name="Gateway">The path of the built <c>oms-edge</c>.</param>
/// <param name="Out">Where the data go; they stay when something is wrong.</param>
internal sealed record HaOptions(int Rounds, int Seed, string Centre, string Gateway, string Out)
{
    /// <summary>Reads the command line; null when a word of it is off.</summary>
    public static HaOptions? Read(IReadOnlyList<string> words)
    {
        var given = new Dictionary<string, string>();
        for (var at = 0; at + 1 < words.Count; at += 2)
        {
            given[words[at]] = words[at + 1];
        }

        return words.Count == given.Count * 2
            && given.TryGetValue("--centre", out var centre) && given.TryGetValue("--gateway", out var gateway)
            && given.TryGetValue("--out", out var folder)
            && int.TryParse(given.GetValueOrDefault("--rounds", "3"), CultureInfo.InvariantCulture, out var rounds)
            && rounds > 0
            && int.TryParse(given.GetValueOrDefault("--seed", "1"), CultureInfo.InvariantCulture, out var seed)
            ? new HaOptions(rounds, seed, centre, gateway, folder)
            : null;
    }
}
