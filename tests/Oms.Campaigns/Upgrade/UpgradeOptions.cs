using System.Globalization;

namespace Oms.Campaigns.Upgrade;

/// <summary>What an upgrade campaign was asked for.</summary>
/// <param name="Seed">Decides what the load does.</param>
/// <param name="Centre">The path of the <c>oms-central</c> that runs first.</param>
/// <param name="Next">The path of the one that takes its place.</param>
/// <param name="Gateway">The path of the built <c>oms-edge</c>.</param>
/// <param name="Out">Where the data go; they stay when something is wrong.</param>
internal sealed record UpgradeOptions(int Seed, string Centre, string Next, string Gateway, string Out)
{
    /// <summary>Reads the command line; null when a word of it is off.</summary>
    public static UpgradeOptions? Read(IReadOnlyList<string> words)
    {
        var given = new Dictionary<string, string>();
        for (var at = 0; at + 1 < words.Count; at += 2)
        {
            given[words[at]] = words[at + 1];
        }

        return words.Count == given.Count * 2
            && given.TryGetValue("--centre", out var centre) && given.TryGetValue("--next", out var next)
            && given.TryGetValue("--gateway", out var gateway) && given.TryGetValue("--out", out var folder)
            && int.TryParse(given.GetValueOrDefault("--seed", "1"), CultureInfo.InvariantCulture, out var seed)
            ? new UpgradeOptions(seed, centre, next, gateway, folder)
            : null;
    }
}
