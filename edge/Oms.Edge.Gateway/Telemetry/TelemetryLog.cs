namespace Oms.Edge.Gateway.Telemetry;

internal static partial class TelemetryLog
{
    [LoggerMessage(3201, LogLevel.Error, "Readings could not be put into windows and will be read again: {Reason}")]
    public static partial void WindowsFailed(this ILogger log, string reason);

    [LoggerMessage(3202, LogLevel.Error, "The store {File} is damaged at {Offset}: {What}")]
    public static partial void StoreDamaged(this ILogger log, string file, long offset, string what);

    [LoggerMessage(3203, LogLevel.Warning, "Dropped {Frames} frames for want of space; a signed record says which")]
    public static partial void FramesDropped(this ILogger log, int frames);

    [LoggerMessage(3204, LogLevel.Warning,
        "Dropped {Letters} dead letters for want of space; a signed record says which")]
    public static partial void LettersDropped(this ILogger log, long letters);

    [LoggerMessage(3205, LogLevel.Information, "The clock's quality is {Quality} now")]
    public static partial void ClockBound(this ILogger log, string quality);

    [LoggerMessage(3206, LogLevel.Error, "Housekeeping failed and will be tried again")]
    public static partial void HousekeepingFailed(this ILogger log, Exception failure);

    [LoggerMessage(3207, LogLevel.Warning,
        "The load of check-out {CheckOut} could not be judged again and will be: {Reason}")]
    public static partial void JudgingFailed(this ILogger log, string checkOut, string reason);
}
