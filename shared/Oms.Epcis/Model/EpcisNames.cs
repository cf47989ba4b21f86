namespace Oms.Epcis;

/// <summary>Names of members that more than one part reads.</summary>
internal static class EpcisNames
{
    public const string Context = "@context";
    public const string Type = "type";
    public const string EventId = "eventID";
    public const string EventTime = "eventTime";
    public const string EpcList = "epcList";
    public const string SensorElementList = "sensorElementList";
    public const string SensorReport = "sensorReport";
    public const string BizTransactionList = "bizTransactionList";
    public const string BizTransaction = "bizTransaction";
    public const string SourceList = "sourceList";
    public const string Source = "source";
    public const string DestinationList = "destinationList";
    public const string Destination = "destination";
    public const string PersistentDisposition = "persistentDisposition";
    public const string ReadPoint = "readPoint";
    public const string BizLocation = "bizLocation";
    public const string Ilmd = "ilmd";
}
