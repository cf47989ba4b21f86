using System.Net;
using Npgsql;
using Oms.Edge.Fleet.Launching;
using Oms.Testing.Network;

namespace Oms.Campaigns.Cluster;

/// <summary>The ways between the centre's nodes and to their database, each of which can be cut, and the nodes'
/// clocks.</summary>
/// <param name="folder">Where the clocks' files lie.</param>
/// <param name="environment">What every node is started with besides.</param>
internal sealed class Wiring(
    string database, string folder, IReadOnlyList<KeyValuePair<string, string>> environment)
    : INodeSurroundings, IAsyncDisposable
{
    /// <summary>The database's place.</summary>
    public const string Database = "database";

    private const string Stranger = "stranger";

    private readonly NpgsqlConnectionStringBuilder _database = new(database);
    private readonly List<CutLink> _links = [];

    public CutNetwork Network { get; } = new();

    /// <summary>The nodes, once they are known: calls between them are told apart by their processes.</summary>
    public IReadOnlyList<ServerProcess> Nodes { get; set; } = [];

    public NodeClocks Clocks { get; } = new(folder);

    public string DatabaseOf(string node)
    {
        var server = new IPEndPoint(IPAddress.Loopback, _database.Port);
        var link = Link(new CutLink(Network, server, Database, _ => node));
        return new NpgsqlConnectionStringBuilder(database) { Port = link.Address.Port }.ConnectionString;
    }

    public IPEndPoint AddressOf(string node, IPEndPoint listen) =>
        Link(new CutLink(Network, listen, node, CallerOf)).Address;

    public IEnumerable<KeyValuePair<string, string>> EnvironmentOf(string node) =>
        [.. Clocks.EnvironmentOf(node), .. environment];

    public async ValueTask DisposeAsync()
    {
        Network.Mend();
        foreach (var link in _links)
        {
            await link.DisposeAsync();
        }
    }

    private CutLink Link(CutLink link)
    {
        _links.Add(link);
        return link;
    }

    private string CallerOf(int port)
    {
        var ids = Nodes.Where(node => node.Id is not null).ToDictionary(node => node.Id!.Value, node => node.Name);
        return SocketOwners.Of(port, ids.Keys) is { } id ? ids[id] : Stranger;
    }
}
