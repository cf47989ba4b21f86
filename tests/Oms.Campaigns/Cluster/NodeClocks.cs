using System.Globalization;

namespace Oms.Campaigns.Cluster;

/// <summary>The wall clock of each node, which can be stepped while the node runs; needs libfaketime.</summary>
/// <remarks>Monotonic time stays as it is, as it does when a machine's clock is set.</remarks>
internal sealed class NodeClocks(string folder)
{
    private static readonly string? Library = Directory.Exists("/usr/lib")
        ? Directory.GetDirectories("/usr/lib", "*-linux-*")
            .Select(place => Path.Combine(place, "faketime", "libfaketimeMT.so.1"))
            .FirstOrDefault(File.Exists)
        : null;

    /// <summary>Whether clocks can be stepped here.</summary>
    public static bool CanStep => Library is not null;

    /// <summary>What a node's process is started with, so that its clock can be stepped.</summary>
    public IEnumerable<KeyValuePair<string, string>> EnvironmentOf(string node)
    {
        if (Library is null)
        {
            return [];
        }

        Step(node, TimeSpan.Zero);
        return
        [
            new("LD_PRELOAD", Library),
            new("FAKETIME_TIMESTAMP_FILE", FileOf(node)),
            new("FAKETIME_CACHE_DURATION", "1"),
            new("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            new("DONT_FAKE_MONOTONIC", "1"),

            // Its remedy for another C library ends every wait with a monotonic deadline at once: the runtime's own
            // threads then spin, three nodes fill two cores and no figure of such a run says anything.
            new("FAKETIME_FORCE_MONOTONIC_FIX", "0"),
        ];
    }

    /// <summary>Sets how far a node's clock is from the true time; it takes effect within a second.</summary>
    public void Step(string node, TimeSpan offset)
    {
        Directory.CreateDirectory(folder);

        // In one step: the library may read at any moment.
        var draft = FileOf(node) + ".new";
        File.WriteAllText(
            draft, string.Create(CultureInfo.InvariantCulture, $"{offset.TotalSeconds:+0.000;-0.000;+0}\n"));
        File.Move(draft, FileOf(node), overwrite: true);
    }

    private string FileOf(string node) => Path.Combine(folder, $"{node}.clock");
}
