using System.Globalization;

namespace Oms.Campaigns.Kill;

/// <summary>What a kill campaign was asked for.</summary>
/// <param name="Runs">How many runs.</param>
/// <param name="Seed">The first run's seed; the next has the next one, so a campaign resumes by seed range.</param>
/// <param name="Centre">The path of the built <c>oms-central</c>.</param>
/// <param name="Gateway">The path of the built <c>oms-edge</c>.</param>
/// <param name="Out">Where the data of the runs go; those of a failed run stay.</param>
/// <param name="Scale">Seconds of scenario time in one second.</param>
internal sealed record KillOptions(int Runs, int Seed, string Centre, string Gateway, string Out, double Scale)
{
    private const double ScaleDefault = 600;

    /// <summary>Reads the command line; null when a word of it is off.</summary>
    public static KillOptions? Read(IReadOnlyList<string> words)
    {
        var given = new Dictionary<string, string>();
        for (var at = 0; at + 1 < words.Count; at += 2)
        {
            given[words[at]] = words[at + 1];
        }

        return words.Count == given.Count * 2
            && given.TryGetValue("--centre", out var centre) && given.TryGetValue("--gateway", out var gateway)
            && given.TryGetValue("--out", out var folder)
            && Number(given, "--runs", 1) is { } runs && Number(given, "--seed", 1) is { } seed
            && Number(given, "--scale", ScaleDefault) is { } scale
            ? new KillOptions((int)runs, (int)seed, centre, gateway, folder, scale)
            : null;
    }

    private static double? Number(Dictionary<string, string> given, string name, double otherwise) =>
        !given.TryGetValue(name, out var text) ? otherwise
        : double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
