namespace Oms.Edge.Fleet.Launching;

/// <summary>How each server is called and configured.</summary>
internal static class ServerCommands
{
    public static string DeviceFileOf(LauncherOptions options, string depot) =>
        Path.Combine(options.GatewayData(depot), "devices.json");

    public static string EnrolmentCodeFileOf(LauncherOptions options, string depot) =>
        Path.Combine(options.GatewayData(depot), "enrolment.code");

    public static ServerProcess Centre(LauncherOptions options, Uri uri, TimeProvider time) => new(
        "centre",
        options.Centre,
        [],
        Environment(options, [
            new("OMS__Http__Url", uri.AbsoluteUri.TrimEnd('/')),
            new("OMS__Data__Directory", options.CentreData),
        ]),
        new Uri(uri, "health/ready"),
        options.Log("centre"),
        time);

    public static ServerProcess Gateway(LauncherOptions options, LaunchedDepot depot, Uri centre, TimeProvider time) => new(
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
            new("OMS__Centre__Urls__0", centre.AbsoluteUri),
            new("OMS__Centre__EnrolmentCodeFile", EnrolmentCodeFileOf(options, depot.Id)),
            new("OMS__Centre__ManifestPollSeconds", "0.5"),
        ]),
        new Uri(depot.Api, "health/ready"),
        options.Log($"gateway-{depot.Id}"),
        time);

    private static Dictionary<string, string> Environment(
        LauncherOptions options, IEnumerable<KeyValuePair<string, string>> more) =>
        new(options.Clock.Environment.Concat(more));
}
