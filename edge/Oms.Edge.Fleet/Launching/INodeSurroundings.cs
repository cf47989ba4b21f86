using System.Net;

namespace Oms.Edge.Fleet.Launching;

/// <summary>How each of the centre's nodes meets the world in a drill: by ways that can be cut, with a clock that can
/// be set.</summary>
public interface INodeSurroundings
{
    /// <summary>The connection string by which a node reaches the database.</summary>
    string DatabaseOf(string node);

    /// <summary>The address at which a node's peers reach it.</summary>
    /// <param name="listen">Where it listens for them.</param>
    IPEndPoint AddressOf(string node, IPEndPoint listen);

    /// <summary>Environment variables of its process besides the launcher's own.</summary>
    IEnumerable<KeyValuePair<string, string>> EnvironmentOf(string node);
}
