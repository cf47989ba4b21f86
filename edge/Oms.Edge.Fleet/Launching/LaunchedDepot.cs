using System.Net;

namespace Oms.Edge.Fleet.Launching;

/// <param name="Api">The gateway's local API.</param>
/// <param name="Mqtt">The gateway's listener for devices.</param>
/// <param name="Key">The key of the local API.</param>
public sealed record LaunchedDepot(string Id, Uri Api, IPEndPoint Mqtt, KeyFile Key);
