using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Launching;

/// <summary>What is started, and where its data lie.</summary>
/// <param name="Centre">The path of the built <c>oms-central</c>.</param>
/// <param name="Gateway">The path of the built <c>oms-edge</c>.</param>
/// <param name="Directory">Holds all data and logs of the run; made when missing. Started on an old one, the servers go
/// on where they stood.</param>
/// <param name="Clock">The clock of all processes.</param>
/// <param name="Seed">Decides which truck carries what.</param>
/// <param name="Shape">How many depots there are, and what devices they have.</param>
public sealed record LauncherOptions(
    string Centre, string Gateway, string Directory, ClockSettings Clock, long Seed, ScenarioShape Shape)
{
    /// <summary>How long a heartbeat keeps one of the centre's nodes alive. Short: whoever watches the demonstration
    /// waits for the shards of a killed node.</summary>
    public static TimeSpan NodeTtl { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The database of a centre of several nodes; null for a centre of one, with files of its own.</summary>
    public string? Database { get; init; }

    /// <summary>The PIN of everybody at the gateways' kiosks; null for gateways without one.</summary>
    public string? KioskPin { get; init; }

    /// <summary>What stands between each node and the others in a drill; null for nothing.</summary>
    public INodeSurroundings? Surroundings { get; init; }

    /// <summary>The names of the centre's nodes.</summary>
    public IReadOnlyList<string> Nodes => Database is null ? ["centre"] : ["centre-a", "centre-b", "centre-c"];

    /// <summary>The secret that the centre's nodes share.</summary>
    public string PeerSecret => Path.Combine(Directory, "peers.secret");

    /// <summary>The keys that the centre's nodes share.</summary>
    public string CentreKeys => Path.Combine(Directory, "centre-keys");

    public string CentreData(string node) => Path.Combine(Directory, node);

    public string GatewayData(string depot) => Path.Combine(Directory, $"gateway-{depot}");

    public string Log(string server) => Path.Combine(Directory, $"{server}.log");

    /// <summary>Addresses and keys as shell variables, for whoever wants to look on with curl.</summary>
    public string Variables => Path.Combine(Directory, "demo.env");

    /// <summary>The user names and passwords of all devices, for whoever wants to speak as one.</summary>
    public string Credentials => Path.Combine(Directory, "credentials.json");
}
