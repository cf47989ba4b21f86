using System.Net;

namespace Oms.Edge.Fleet.Launching;

/// <param name="Device">The gateway's id.</param>
/// <param name="Api">The gateway's local API.</param>
/// <param name="Mqtt">The gateway's listener for devices.</param>
/// <param name="Kiosk">The page of its kiosk; null without one.</param>
/// <param name="Key">The key of the local API.</param>
public sealed record LaunchedDepot(
    string Id, string Device, Uri Api, IPEndPoint Mqtt, Uri? Kiosk, KeyFile Key);
