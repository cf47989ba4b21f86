using Oms.Custody.CheckOuts;

namespace Oms.Epcis.Mapping;

/// <summary>Check-outs as EPCIS events: one table, one line a kind of record.</summary>
/// <remarks>A new kind of step gets a line here and a method in the file of its concept. Pure: the same records give
/// the same events with the same ids, whenever and wherever they are mapped.</remarks>
public static class CheckOutMapping
{
    private delegate IEnumerable<EpcisEvent> Way(MappingStep step);

    private static readonly Dictionary<Type, Way> Table = new()
    {
        [typeof(CheckOutEvent.Arrived)] = Of<CheckOutEvent.Arrived>(ArrivalMapping.Arrived),
        [typeof(CheckOutEvent.ManifestAttached)] = Of<CheckOutEvent.ManifestAttached>(ArrivalMapping.Manifest),
        [typeof(CheckOutEvent.VehicleInspected)] = Of<CheckOutEvent.VehicleInspected>(InspectionMapping.Inspected),
        [typeof(CheckOutEvent.InspectionAcknowledged)] =
            Of<CheckOutEvent.InspectionAcknowledged>(InspectionMapping.Acknowledged),
        [typeof(CheckOutEvent.RepairCertified)] = Of<CheckOutEvent.RepairCertified>(InspectionMapping.Repaired),
        [typeof(CheckOutEvent.EldFileAttached)] = Of<CheckOutEvent.EldFileAttached>(InspectionMapping.EldFile),
        [typeof(CheckOutEvent.CargoScanned)] = Of<CheckOutEvent.CargoScanned>(CargoMapping.Scanned),
        [typeof(CheckOutEvent.CodeScanned)] = Of<CheckOutEvent.CodeScanned>(CargoMapping.CodeScanned),
        [typeof(CheckOutEvent.CargoCounted)] = Of<CheckOutEvent.CargoCounted>(CargoMapping.Counted),
        [typeof(CheckOutEvent.CargoVerified)] = Of<CheckOutEvent.CargoVerified>(CargoMapping.Verified),
        [typeof(CheckOutEvent.DeliveryReconciled)] = Of<CheckOutEvent.DeliveryReconciled>(DeliveryMapping.Reconciled),
        [typeof(CheckOutEvent.TemperatureExcursionRecorded)] = TemperatureMapping.Excursion,
        [typeof(CheckOutEvent.TemperatureJudged)] = Of<CheckOutEvent.TemperatureJudged>(ConditionMapping.Temperature),
        [typeof(CheckOutEvent.PreCoolChecked)] = Of<CheckOutEvent.PreCoolChecked>(ConditionMapping.PreCool),
        [typeof(CheckOutEvent.SealHandled)] = Of<CheckOutEvent.SealHandled>(ConditionMapping.Seal),
        [typeof(CheckOutEvent.HazmatChecked)] = Of<CheckOutEvent.HazmatChecked>(ConditionMapping.Hazmat),
        [typeof(CheckOutEvent.OdometerRead)] = Of<CheckOutEvent.OdometerRead>(ConditionMapping.Odometer),
        [typeof(CheckOutEvent.WeightRecorded)] = Of<CheckOutEvent.WeightRecorded>(ConditionMapping.Weight),
        [typeof(CheckOutEvent.AssetHanded)] = Of<CheckOutEvent.AssetHanded>(HandOverMapping.Asset),
        [typeof(CheckOutEvent.ExceptionNoted)] = Of<CheckOutEvent.ExceptionNoted>(HandOverMapping.Excepted),
        [typeof(CheckOutEvent.KeysReturned)] = Of<CheckOutEvent.KeysReturned>(HandOverMapping.Keys),
        [typeof(CheckOutEvent.SignedOff)] = Of<CheckOutEvent.SignedOff>(HandOverMapping.Signed),
        [typeof(CheckOutEvent.Completed)] = Of<CheckOutEvent.Completed>(HandOverMapping.Completed),
        [typeof(CheckOutEvent.Refused)] = Of<CheckOutEvent.Refused>(HandOverMapping.Refused),
        [typeof(CheckOutEvent.Disputed)] = Of<CheckOutEvent.Disputed>(HandOverMapping.Disputed),
    };

    /// <summary>The JSON-LD context in which the events are written.</summary>
    public static string ContextJson => EventDraftWriter.ContextJson;

    /// <summary>The kinds of record that have EPCIS events.</summary>
    public static IReadOnlyCollection<Type> Kinds => Table.Keys;

    /// <summary>The events of one record.</summary>
    /// <param name="scene">What earlier records of the check-out told.</param>
    /// <param name="record">The record.</param>
    /// <param name="names">How things are named to partners.</param>
    /// <returns>None for a kind that has no events.</returns>
    public static IReadOnlyList<EpcisEvent> Map(CheckOutScene scene, CustodyRecord record, Gs1Names names) =>
        Table.TryGetValue(record.Happened.GetType(), out var way)
            ? [.. way(new MappingStep(scene, record, names))]
            : [];

    private static Way Of<TEvent>(Func<TEvent, MappingStep, EventDraft> map)
        where TEvent : CheckOutEvent =>
        step => [EventDraftWriter.Write(map((TEvent)step.Record.Happened, step))];
}
