namespace Oms.Custody.CheckOuts;

/// <summary>The names of the steps, as rejections and the local API write them.</summary>
public static class CheckOutSteps
{
    public const string Arrival = "arrival";
    public const string Manifest = "manifest";
    public const string Inspection = "inspection";
    public const string Scan = "scan";
    public const string Deliveries = "deliveries";
    public const string Cargo = "cargo";
    public const string EldFile = "eld-file";
    public const string Keys = "keys";
    public const string Excursion = "excursion";
    public const string SignOff = "sign-off";
    public const string Refusal = "refusal";
    public const string Dispute = "dispute";
}
