using System.Text.RegularExpressions;

namespace Oms.Epcis;

/// <summary>Whether a text is a URI.</summary>
internal static partial class UriText
{
    /// <summary>Whether a text has the form of an absolute URI (RFC 3986, section 3): a CURIE has it as well.</summary>
    public static bool IsAbsolute(string text) => Absolute().IsMatch(text);

    // Characters beyond ASCII are those of an IRI (RFC 3987), which JSON-LD allows.
    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|[^\x00-\xA0]|%[0-9A-Fa-f]{2})+\z")]
    private static partial Regex Absolute();
}
