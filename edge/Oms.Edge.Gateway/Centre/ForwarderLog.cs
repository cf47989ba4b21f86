namespace Oms.Edge.Gateway.Centre;

internal static partial class ForwarderLog
{
    [LoggerMessage(3101, LogLevel.Information, "Enrolled at the centre as {Device} of {Depot}")]
    public static partial void Enrolled(this ILogger log, string device, string depot);

    [LoggerMessage(3102, LogLevel.Information, "The link to the centre is up; sending from {SendFrom}")]
    public static partial void LinkUp(this ILogger log, long sendFrom);

    [LoggerMessage(3103, LogLevel.Warning, "The link to the centre is down: {Reason}")]
    public static partial void LinkDown(this ILogger log, string reason);

    [LoggerMessage(3104, LogLevel.Error,
        "The centre refuses this gateway, so nothing more is sent for a while: {Reason}")]
    public static partial void Refused(this ILogger log, string reason);

    [LoggerMessage(3105, LogLevel.Warning, "Frame {Window} of {Device} cannot be read any more and is not sent")]
    public static partial void FrameLost(this ILogger log, string device, long window);

    [LoggerMessage(3106, LogLevel.Information, "The centre asked for records from {SendFrom} again")]
    public static partial void AskedAgain(this ILogger log, long sendFrom);

    [LoggerMessage(3107, LogLevel.Warning, "Manifest of route {Route} was not kept: {Reason}")]
    public static partial void ManifestNotKept(this ILogger log, string route, string reason);

    [LoggerMessage(3108, LogLevel.Debug, "Cosigned the centre's log of {Size} entries")]
    public static partial void Cosigned(this ILogger log, long size);

    [LoggerMessage(3109, LogLevel.Error,
        "Refused to cosign the centre's log ({Finding}): it had {Earlier} entries, now it has {Later}; proof {Fraud}")]
    public static partial void CheckpointRefused(
        this ILogger log, string finding, long earlier, long later, string fraud);
}
