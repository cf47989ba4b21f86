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
            new("OMS__Listen", uri.AbsoluteUri.TrimEnd('/')),
            new("OMS__DataDirectory", options.CentreData),
        ]),
        new Uri(uri, "health/ready"),
        options.Log("centre"),
        time);

    public static ServerProcess Gateway(LauncherOptions options, LaunchedDepot depot, Uri centre, TimeProvider time) => new(
        $"gateway {depot.Id}",
        options.Gateway,
        [],
        Environment(options, []),
        new Uri(depot.Api, "health/ready"),
        options.Log($"gateway-{depot.Id}"),
        time);

    private static Dictionary<string, string> Environment(
        LauncherOptions options, IEnumerable<KeyValuePair<string, string>> more) =>
        new(options.Clock.Environment.Concat(more));
}
