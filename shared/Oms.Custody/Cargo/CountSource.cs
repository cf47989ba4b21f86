using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Custody.Cargo;

/// <summary>On what a counted quantity rests. Stored by name; a member is never renamed.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<CountSource>))]
public enum CountSource
{
    /// <summary>Only scans.</summary>
    Scans,

    /// <summary>Only a person's count: nothing of it was scanned.</summary>
    Manual,

    /// <summary>Scans and a person's count agree.</summary>
    Both,

    /// <summary>They differ, and a person ruled.</summary>
    Ruling,

    /// <summary>They differ, and nobody ruled yet: there is no counted quantity.</summary>
    Open,
}
