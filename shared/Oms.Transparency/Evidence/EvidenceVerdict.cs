namespace Oms.Transparency;

/// <summary>The judgement on an evidence file.</summary>
public enum EvidenceVerdict
{
    /// <summary>Every check passed, up to keys that are trusted.</summary>
    Valid,

    /// <summary>The file was altered, is not whole, or is no evidence file.</summary>
    Rejected,

    /// <summary>The file agrees with itself, but the keys at its root are not trusted.</summary>
    SignedByStranger,
}
