namespace Oms.Edge.Fleet.Launching;

/// <summary>A server that should serve does not.</summary>
/// <param name="server">Which one.</param>
/// <param name="what">What it did instead.</param>
/// <param name="log">The end of its output.</param>
public sealed class ServerFailedException(string server, string what, string log)
    : Exception($"{server} {what}:\n{log}")
{
    public string Server { get; } = server;
}
