namespace Oms.Custody.Cargo;

/// <summary>The characters that the value of an element may have (GS1 General Specifications, section 7.11).</summary>
public enum ElementCharacters
{
    /// <summary>0 to 9.</summary>
    Digits,

    /// <summary>Character set 82: letters, digits and most punctuation; no space.</summary>
    Set82,

    /// <summary>Character set 39: capital letters, digits, <c>#</c>, <c>-</c> and <c>/</c>.</summary>
    Set39,

    /// <summary>Character set 64: file-safe Base64.</summary>
    Set64,
}
