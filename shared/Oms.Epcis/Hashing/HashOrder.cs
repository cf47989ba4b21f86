namespace Oms.Epcis;

/// <summary>In which order the members of an event enter its hash.</summary>
/// <remarks>
/// This is the order of the reference implementation and its vectors, which differs from the table in its README:
/// business transactions, sources and destinations come with the rest, behind the sensor elements.
/// </remarks>
/// <param name="Name">The member.</param>
/// <param name="Children">The order below it.</param>
internal sealed record HashOrder(string Name, params IReadOnlyList<HashOrder> Children)
{
    private static readonly HashOrder[] Quantity =
        [new("quantityElement", new("epcClass"), new("quantity"), new("uom"))];

    private static readonly HashOrder[] Epcs = [new("epc")];

    /// <summary>The order of an event's members.</summary>
    public static HashOrder Event { get; } = new(
        "",
        new("eventTime"),
        new("eventTimeZoneOffset"),
        new("certificationInfo"),
        new("parentID"),
        new("epcList", Epcs),
        new("inputEPCList", Epcs),
        new("childEPCs", Epcs),
        new("quantityList", Quantity),
        new("childQuantityList", Quantity),
        new("inputQuantityList", Quantity),
        new("outputEPCList", Epcs),
        new("outputQuantityList", Quantity),
        new("action"),
        new("transformationID"),
        new("bizStep"),
        new("disposition"),
        new("persistentDisposition", new HashOrder("set"), new HashOrder("unset")),
        new("readPoint", new HashOrder("id")),
        new("bizLocation", new HashOrder("id")),
        new("sensorElementList", new HashOrder("sensorElement", Metadata(), Report())));

    /// <summary>The order inside the lists that come with the rest: the type before the value.</summary>
    public static IReadOnlyList<HashOrder> Pairs { get; } =
    [
        new("bizTransactionList", new HashOrder("", new("type"), new("bizTransaction"))),
        new("sourceList", new HashOrder("", new("type"), new("source"))),
        new("destinationList", new HashOrder("", new("type"), new("destination"))),
    ];

    private static HashOrder Metadata() =>
        Leaves(
            "sensorMetadata",
            "time startTime endTime deviceID deviceMetadata rawData dataProcessingMethod bizRules");

    private static HashOrder Report() =>
        Leaves(
            "sensorReport",
            """
            type exception deviceID deviceMetadata rawData dataProcessingMethod time microorganism chemicalSubstance
            value component stringValue booleanValue hexBinaryValue uriValue minValue maxValue meanValue sDev percRank
            percValue uom coordinateReferenceSystem
            """);

    private static HashOrder Leaves(string name, string children) =>
        new(
            name,
            [.. children.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(child => new HashOrder(child))]);
}
