namespace Oms.Edge.Gateway.Api;

internal static partial class ApiLog
{
    [LoggerMessage(3301, LogLevel.Error, "A request to {Path} failed and was answered 500")]
    public static partial void RequestFailed(this ILogger log, Exception failure, string path);
}
