using System.Text.Json.Serialization;
using Oms.Central.Json;

namespace Oms.Central.Orders;

/// <summary>The kit of which a line is a component.</summary>
/// <param name="Number">From 1 on, within the order.</param>
/// <param name="Sku">What was ordered.</param>
/// <param name="PerKit">Units of the line in each kit, at least 1.</param>
public sealed record LineKit(int Number, string Sku, int PerKit, KitPolicy Policy);

/// <summary>Whether a kit may fall apart.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<KitPolicy>))]
public enum KitPolicy
{
    /// <summary>Its components leave together, and are cancelled together.</summary>
    Whole,

    /// <summary>Each component goes as it can.</summary>
    Parts,
}
