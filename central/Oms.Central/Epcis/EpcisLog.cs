namespace Oms.Central.Epcis;

internal static partial class EpcisLog
{
    [LoggerMessage(4601, LogLevel.Warning, "Subscribers could not be told and will be: {Reason}")]
    public static partial void DeliveringFailed(this ILogger log, string reason);
}
