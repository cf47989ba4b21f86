using System.Net;

namespace Oms.Edge.Fleet.Launching;

/// <summary>How each server is called and configured.</summary>
internal static class ServerCommands
{
    public static string DeviceFileOf(LauncherOptions options, string depot) =>
        Path.Combine(options.GatewayData(depot), "devices.json");

    public static string PeopleFileOf(LauncherOptions options, string depot) =>
        Path.Combine(options.GatewayData(depot), "people.json");

    public static string EnrolmentCodeFileOf(LauncherOptions options, string depot) =>
        Path.Combine(options.GatewayData(depot), "enrolment.code");

    /// <param name="place">Where the other nodes reach this one; null where there is no other.</param>
    /// <param name="data">The name of its data directory, where it is not the node's.</param>
    public static ServerProcess Centre(
        LauncherOptions options, string node, Uri uri, PeerPlace? place, TimeProvider time, string? data = null) =>
        new(
        data ?? node,
        options.Centre,
        [],
        Environment(options, [
            new("OMS__Http__Url", uri.AbsoluteUri.TrimEnd('/')),
            new("OMS__Data__Directory", options.CentreData(data ?? node)),
            .. place is null ? [] : Member(options, node, place),
        ]),
        new Uri(uri, "health/ready"),
        options.Log(data ?? node),
        time);

    public static ServerProcess Gateway(
        LauncherOptions options, LaunchedDepot depot, IEnumerable<Uri> centres, TimeProvider time) =>
        new(
        $"gateway {depot.Id}",
        options.Gateway,
        [],
        Environment(options, [
            new("OMS__Depot", depot.Id),
            new("OMS__Device", depot.Device),
            new("OMS__Data", options.GatewayData(depot.Id)),
            new("OMS__Devices", DeviceFileOf(options, depot.Id)),
            new("OMS__Api__Listen", depot.Api.Authority),
            new("OMS__Mqtt__Listen", $"{depot.Mqtt}"),
            new("OMS__Mqtt__MessagesPerSecond", "100000"),
            .. centres.Select((centre, index) =>
                KeyValuePair.Create($"OMS__Centre__Urls__{index}", centre.AbsoluteUri)),
            new("OMS__Centre__EnrolmentCodeFile", EnrolmentCodeFileOf(options, depot.Id)),
            new("OMS__Centre__ManifestPollSeconds", "0.5"),
            .. depot.Kiosk is { } kiosk
                ? (KeyValuePair<string, string>[])
                [
                    new("OMS__Kiosk__Listen", kiosk.Authority),
                    new("OMS__Kiosk__People", PeopleFileOf(options, depot.Id)),
                ]
                : [],
        ]),
        new Uri(depot.Api, "health/ready"),
        options.Log($"gateway-{depot.Id}"),
        time);

    private static IEnumerable<KeyValuePair<string, string>> Member(
        LauncherOptions options, string node, PeerPlace place) =>
    [
        new("OMS__Journal__Kind", "postgres"),
        new("OMS__Journal__ConnectionString", options.Surroundings?.DatabaseOf(node) ?? options.Database!),
        new("OMS__Keys__Directory", options.CentreKeys),
        new("OMS__Cluster__Name", node),
        new("OMS__Cluster__Address", $"{place.Address}"),
        new("OMS__Cluster__Listen", $"{place.Listen}"),
        new("OMS__Cluster__SecretFile", options.PeerSecret),
        new("OMS__Cluster__TtlMilliseconds", $"{LauncherOptions.NodeTtl.TotalMilliseconds:0}"),
        new("OMS__Cluster__HeartbeatMilliseconds", "400"),
        new("OMS__Cluster__MarginMilliseconds", "400"),
        new("OMS__Cluster__GraceMilliseconds", "200"),
        .. options.Surroundings?.EnvironmentOf(node) ?? [],
    ];

    private static Dictionary<string, string> Environment(
        LauncherOptions options, IEnumerable<KeyValuePair<string, string>> more) =>
        new(options.Clock.Environment.Concat(more));
}

/// <param name="Listen">Where a node listens for its peers.</param>
/// <param name="Address">Where they reach it.</param>
internal sealed record PeerPlace(IPEndPoint Listen, IPEndPoint Address);
