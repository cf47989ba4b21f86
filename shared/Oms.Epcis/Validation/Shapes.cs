namespace Oms.Epcis;

/// <summary>The shapes of EPCIS 2.0: what its JSON schema says of each object.</summary>
internal static class Shapes
{
    private const string EventName = "An event";

    private static readonly Shape ReadPoint = new(
        "A read point", new Dictionary<string, Rule> { ["id"] = Rules.Identifier }, ["id"]);

    private static readonly Shape BizLocation = new(
        "A business location", new Dictionary<string, Rule> { ["id"] = Rules.Identifier }, ["id"]);

    private static readonly Shape QuantityElement = new(
        "A quantity",
        new Dictionary<string, Rule>
        {
            ["epcClass"] = Rules.Class,
            ["quantity"] = Rules.Number,
            ["uom"] = Rules.Uom,
        },
        ["epcClass"],
        extensible: false);

    private static readonly Shape BizTransaction = new(
        "A business transaction",
        new Dictionary<string, Rule>
        {
            ["type"] = Rules.Term(CbvTerm.BizTransactionType),
            ["bizTransaction"] = Rules.Identifier,
        },
        ["bizTransaction"],
        extensible: false);

    private static readonly Shape PersistentDisposition = new(
        "A persistent disposition",
        new Dictionary<string, Rule>
        {
            ["set"] = Rules.List(Rules.Term(CbvTerm.Disposition), lengthMin: 1, unique: true),
            ["unset"] = Rules.List(Rules.Term(CbvTerm.Disposition), lengthMin: 1, unique: true),
        },
        [],
        extensible: false);

    private static readonly Shape ErrorDeclaration = new(
        "An error declaration",
        new Dictionary<string, Rule>
        {
            ["declarationTime"] = Rules.Time,
            ["reason"] = Rules.Term(CbvTerm.ErrorReason),
            ["correctiveEventIDs"] = Rules.List(Rules.Uri),
        },
        ["declarationTime"]);

    private static readonly Shape SensorMetadata = new(
        "Sensor metadata",
        new Dictionary<string, Rule>
        {
            ["time"] = Rules.Time,
            ["startTime"] = Rules.Time,
            ["endTime"] = Rules.Time,
            ["deviceID"] = Rules.Uri,
            ["deviceMetadata"] = Rules.Uri,
            ["rawData"] = Rules.Uri,
            ["dataProcessingMethod"] = Rules.Uri,
            ["bizRules"] = Rules.Uri,
        },
        []);

    private static readonly Shape SensorReport = new(
        "A sensor report",
        new Dictionary<string, Rule>
        {
            ["type"] = Rules.Term(CbvTerm.MeasurementType),
            ["exception"] = Rules.Term(CbvTerm.SensorAlert),
            ["deviceID"] = Rules.Uri,
            ["deviceMetadata"] = Rules.Uri,
            ["rawData"] = Rules.Uri,
            ["dataProcessingMethod"] = Rules.Uri,
            ["bizRules"] = Rules.Uri,
            ["time"] = Rules.Time,
            ["microorganism"] = Rules.Uri,
            ["chemicalSubstance"] = Rules.Uri,
            ["coordinateReferenceSystem"] = Rules.Uri,
            ["value"] = Rules.Number,
            ["component"] = Rules.Term(CbvTerm.Component),
            ["stringValue"] = Rules.Text,
            ["booleanValue"] = Rules.Boolean,
            ["hexBinaryValue"] = Rules.Hex,
            ["uriValue"] = Rules.Uri,
            ["minValue"] = Rules.Number,
            ["maxValue"] = Rules.Number,
            ["meanValue"] = Rules.Number,
            ["sDev"] = Rules.Number,
            ["percRank"] = Rules.Number,
            ["percValue"] = Rules.Number,
            ["uom"] = Rules.Uom,
        },
        ["type"]);

    private static readonly Shape SensorElement = new(
        "A sensor element",
        new Dictionary<string, Rule>
        {
            ["sensorMetadata"] = SensorMetadata.Check,
            ["sensorReport"] = Rules.List(SensorReport.Check, lengthMin: 1),
        },
        ["sensorReport"]);

    private static readonly Shape Ilmd = new(
        "Instance or lot master data", new Dictionary<string, Rule>(), []);

    private static readonly Rule Epcs = Rules.List(Rules.Instance);

    private static readonly Rule UniqueEpcs = Rules.List(Rules.Instance, unique: true);

    private static readonly Rule Quantities = Rules.List(QuantityElement.Check);

    // What every event may say; the ratified standard allows a persistent disposition in all of them.
    private static readonly Shape Common = new(
        EventName,
        new Dictionary<string, Rule>
        {
            ["@context"] = Rules.Anything,
            ["type"] = Rules.Text,
            ["eventTime"] = Rules.Time,
            ["recordTime"] = Rules.Time,
            ["eventTimeZoneOffset"] = Rules.Offset,
            ["eventID"] = Rules.Uri,
            ["id"] = Rules.Uri,
            ["certificationInfo"] = Rules.OneOrList(Rules.Uri),
            ["errorDeclaration"] = ErrorDeclaration.Check,
        },
        ["type", "eventTime", "eventTimeZoneOffset"]);

    private static readonly Shape Business = Common.With(
        EventName,
        new Dictionary<string, Rule>
        {
            ["bizStep"] = Rules.Term(CbvTerm.BizStep),
            ["disposition"] = Rules.Term(CbvTerm.Disposition),
            ["persistentDisposition"] = PersistentDisposition.Check,
            ["readPoint"] = ReadPoint.Check,
            ["bizLocation"] = BizLocation.Check,
            ["bizTransactionList"] = Rules.List(BizTransaction.Check),
            ["sourceList"] = Rules.List(Party("A source", "source").Check),
            ["destinationList"] = Rules.List(Party("A destination", "destination").Check),
            ["sensorElementList"] = Rules.List(SensorElement.Check),
        });

    private static readonly Dictionary<string, Rule> Children = new()
    {
        ["parentID"] = Rules.Instance,
        ["childEPCs"] = Epcs,
        ["childQuantityList"] = Quantities,
        ["action"] = Rules.Action,
    };

    /// <summary>The shape of each type of event of the standard.</summary>
    public static IReadOnlyDictionary<string, Shape> Events { get; } = new Dictionary<string, Shape>
    {
        [EventTypes.Object] = Business.With(
            "An object event",
            new Dictionary<string, Rule>
            {
                ["epcList"] = UniqueEpcs,
                ["quantityList"] = Quantities,
                ["action"] = Rules.Action,
                ["ilmd"] = Ilmd.Check,
            },
            "action"),
        [EventTypes.Aggregation] = Business.With("An aggregation event", Children, "action"),
        [EventTypes.Association] = Business.With("An association event", Children, "action", "parentID"),
        [EventTypes.Transaction] = Business.With(
            "A transaction event",
            new Dictionary<string, Rule>
            {
                ["bizTransactionList"] = Rules.List(BizTransaction.Check, lengthMin: 1),
                ["parentID"] = Rules.Instance,
                ["epcList"] = Epcs,
                ["quantityList"] = Quantities,
                ["action"] = Rules.Action,
            },
            "action",
            "bizTransactionList"),
        [EventTypes.Transformation] = Business.With(
            "A transformation event",
            new Dictionary<string, Rule>
            {
                ["inputEPCList"] = UniqueEpcs,
                ["inputQuantityList"] = Quantities,
                ["outputEPCList"] = UniqueEpcs,
                ["outputQuantityList"] = Quantities,
                ["transformationID"] = Rules.Identifier,
                ["ilmd"] = Ilmd.Check,
            }),
    };

    /// <summary>The shape of an event whose type somebody else defines: only what all events have.</summary>
    public static Shape Foreign { get; } = Common;

    private static Shape Party(string what, string member) => new(
        what,
        new Dictionary<string, Rule> { ["type"] = Rules.Term(CbvTerm.SourceDestType), [member] = Rules.Identifier },
        ["type", member],
        extensible: false);
}
