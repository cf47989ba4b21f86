using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Custody.CheckOuts;

/// <summary>Which way responsibility moves. Stored by name; a member is never renamed.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Direction>))]
public enum Direction
{
    /// <summary>At the end of a route: the driver gives, the depot receives.</summary>
    CheckOut,

    /// <summary>At the start of a route: the depot gives, the driver receives.</summary>
    CheckIn,
}
