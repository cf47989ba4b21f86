using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Custody.CheckOuts;

/// <summary>What is done with a seal. Stored by name; a member is never renamed.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SealAction>))]
public enum SealAction
{
    /// <summary>Somebody looked at it.</summary>
    Checked,

    Applied,

    /// <summary>Taken off, on purpose.</summary>
    Broken,
}
