using Oms.Edge.Fleet.Launching;

namespace Oms.Testing;

/// <summary>A port of the loopback address for a server that a test starts, and may start again.</summary>
public static class LoopbackPort
{
    /// <summary>One on which nothing listens, and that no outgoing connection is given.</summary>
    public static int Free() => FreePorts.Take(1)[0];
}
