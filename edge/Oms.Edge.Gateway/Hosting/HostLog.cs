namespace Oms.Edge.Gateway.Hosting;

internal static partial class HostLog
{
    [LoggerMessage(3001, LogLevel.Information,
        "oms-edge {Version} serves depot {Depot} as {Device}: devices at {Mqtt}, local API at {Api}")]
    public static partial void Started(
        this ILogger log, string version, string depot, string device, string mqtt, string api);

    [LoggerMessage(3002, LogLevel.Warning, "The clock runs {Scale} times as fast as real time: for drills only")]
    public static partial void ScaledClock(this ILogger log, double scale);

    [LoggerMessage(3004, LogLevel.Information, "Took the certificate that {File} holds now")]
    public static partial void CertificateRenewed(this ILogger log, string file);

    [LoggerMessage(3005, LogLevel.Error,
        "What {File} holds now cannot be used, so the old certificate stays: {Reason}")]
    public static partial void CertificateNotUsable(this ILogger log, string file, string reason);

    [LoggerMessage(3003, LogLevel.Information, "Stopped; everything acknowledged is on disk")]
    public static partial void Stopped(this ILogger log);
}
