namespace Oms.Edge.Gateway.Hosting;

internal static partial class HostLog
{
    [LoggerMessage(3001, LogLevel.Information,
        "oms-edge {Version} serves depot {Depot} as {Device}: devices at {Mqtt}, local API at {Api}")]
    public static partial void Started(
        this ILogger log, string version, string depot, string device, string mqtt, string api);

    [LoggerMessage(3002, LogLevel.Warning, "The clock runs {Scale} times as fast as real time: for drills only")]
    public static partial void ScaledClock(this ILogger log, double scale);

    [LoggerMessage(3003, LogLevel.Information, "Stopped; everything acknowledged is on disk")]
    public static partial void Stopped(this ILogger log);
}
