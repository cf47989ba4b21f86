namespace Oms.Epcis;

/// <summary>The five types of event of EPCIS 2.0.</summary>
public static class EventTypes
{
    public const string Object = "ObjectEvent";
    public const string Aggregation = "AggregationEvent";
    public const string Transaction = "TransactionEvent";
    public const string Transformation = "TransformationEvent";
    public const string Association = "AssociationEvent";

    /// <summary>All of them, in the order of the standard.</summary>
    public static IReadOnlyList<string> All { get; } = [Object, Aggregation, Transaction, Transformation, Association];
}
