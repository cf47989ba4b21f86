using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Custody.CheckOuts;

/// <summary>What a step can be proven with. Stored by name; a member is never renamed.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<EvidenceKind>))]
public enum EvidenceKind
{
    Photo,
    Scan,
    Signature,
}

/// <summary>Something outside the record that proves it.</summary>
/// <param name="Sha256">Lower-case hex of its SHA-256: of the picture's bytes, or of the code as it was read.</param>
public sealed record EvidenceItem(EvidenceKind Kind, string Sha256);
