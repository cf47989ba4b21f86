namespace Oms.Central.Transparency;

/// <summary>Log messages 3200 to 3299.</summary>
internal static partial class TransparencyLog
{
    [LoggerMessage(3200, LogLevel.Warning, "Could not sign a checkpoint, and will try again: {Reason}")]
    public static partial void CheckpointDelayed(this ILogger log, string reason);
}
