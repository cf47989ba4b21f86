using System.Globalization;

namespace Oms.Central.Http;

/// <summary>Reads <c>If-Match</c> (RFC 9110, section 13.1.1).</summary>
internal static class Preconditions
{
    public static string ETag(long revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    /// <summary>The revision that the caller saw; null in <c>Expected</c> for any, a problem where it is
    /// missing.</summary>
    public static (long? Expected, Answer? Problem) IfMatch(HttpContext context)
    {
        var text = context.Request.Headers.IfMatch.ToString().Trim();
        if (text == "*")
        {
            return (null, null);
        }

        if (text.Length == 0)
        {
            return (null, Problems.Of(428, "precondition-required",
                "Give If-Match with the ETag of your last read, or *."));
        }

        return text is ['"', .. var digits, '"']
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? (revision, null)
            : (null, Problems.Of(412, "precondition-failed", "If-Match is not an ETag of this API."));
    }

    public static Answer Failed(long current) =>
        Problems.Of(
            412, "precondition-failed", "It has changed since it was read.", body => body.CurrentVersion = current);
}
