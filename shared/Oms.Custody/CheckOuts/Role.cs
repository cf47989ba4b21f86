using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Custody.CheckOuts;

/// <summary>In which capacity someone takes part in a hand-over. Stored by name; a member is never renamed.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Role>))]
public enum Role
{
    Driver,

    /// <summary>The warehouse supervisor: signs for the depot.</summary>
    Supervisor,

    Dispatcher,

    /// <summary>Gate, yard and workshop staff.</summary>
    Yard,

    /// <summary>Nobody: a device, the gateway or another system that acts by itself.</summary>
    System,
}
