using Oms.Edge.Fleet.Launching;
using Oms.Testing.Network;

namespace Oms.Campaigns.Cluster;

/// <summary>Ways that are cut: from a node to the database and to its peers, in both directions or in one.</summary>
internal sealed class NetworkFaults(ClusterScene scene, Random random)
{
    public IEnumerable<(string Name, Func<Task> Do)> Kinds =>
    [
        ("a node cut off from the database", () => CutDatabaseAsync(there: true, back: true)),
        ("nothing of a node reaches the database", () => CutDatabaseAsync(there: true, back: false)),
        ("nothing of the database reaches a node", () => CutDatabaseAsync(there: false, back: true)),
        ("a node cut off from its peers", () => CutPeersAsync(there: true, back: true)),
        ("nothing of a node reaches its peers", () => CutPeersAsync(there: true, back: false)),
        ("nothing of its peers reaches a node", () => CutPeersAsync(there: false, back: true)),
        ("a node cut off from everything", CutAllAsync),
    ];

    private CutNetwork Network => scene.Wiring!.Network;

    private IReadOnlyList<ServerProcess> Nodes => scene.Launcher.Centres;

    private string Any() => Nodes[random.Next(Nodes.Count)].Name;

    private Task CutDatabaseAsync(bool there, bool back)
    {
        Cut(Any(), Wiring.Database, there, back);
        return MendAsync();
    }

    private Task CutPeersAsync(bool there, bool back)
    {
        CutPeersOf(Any(), there, back);
        return MendAsync();
    }

    private Task CutAllAsync()
    {
        var victim = Any();
        Cut(victim, Wiring.Database, there: true, back: true);
        CutPeersOf(victim, there: true, back: true);
        return MendAsync();
    }

    private void CutPeersOf(string victim, bool there, bool back)
    {
        foreach (var peer in Nodes.Select(node => node.Name).Where(name => name != victim))
        {
            Cut(victim, peer, there, back);
        }
    }

    private void Cut(string from, string to, bool there, bool back)
    {
        if (there)
        {
            Network.Cut(from, to);
        }

        if (back)
        {
            Network.Cut(to, from);
        }
    }

    // From shorter than a lease to longer than all that waits.
    private async Task MendAsync()
    {
        try
        {
            await Task.Delay(LauncherOptions.NodeTtl * (0.3 + (3 * random.NextDouble())), TimeProvider.System);
        }
        finally
        {
            Network.Mend();
        }
    }
}
