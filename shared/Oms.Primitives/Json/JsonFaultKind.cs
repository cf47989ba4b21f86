namespace Oms.Json;

/// <summary>What is wrong with a JSON text. Names are stable: they may stand in problem documents.</summary>
public enum JsonFaultKind
{
    /// <summary>It is not JSON by the grammar of RFC 8259.</summary>
    Syntax,

    /// <summary>A byte sequence is not UTF-8 (RFC 8259, section 8.1).</summary>
    NotUtf8,

    /// <summary>An escape stands for half a surrogate pair (RFC 7493, section 2.1).</summary>
    LoneSurrogate,

    /// <summary>An object holds one name twice (RFC 7493, section 2.3).</summary>
    DuplicateName,

    /// <summary>Arrays and objects are nested deeper than <see cref="CanonicalJson.DepthMax"/>.</summary>
    TooDeep,

    /// <summary>A number is not exact, or not finite, as a binary64 (RFC 7493, section 2.2).</summary>
    NumberOutOfRange,

    /// <summary>Something other than white space follows the value.</summary>
    TrailingData,
}
