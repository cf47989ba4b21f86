namespace Oms.Transparency;

/// <summary>Base64 in its one form (RFC 4648, section 4): padded, no white space, unused bits zero.</summary>
internal static class StrictBase64
{
    /// <summary>The bytes; null when the text is not the form that encoding them gives.</summary>
    public static byte[]? TryDecode(string text)
    {
        var octets = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, octets, out var length)
            && Convert.ToBase64String(octets, 0, length) == text
            ? octets[..length]
            : null;
    }
}
