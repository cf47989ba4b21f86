using System.Globalization;

namespace Oms.Edge.Gateway.Api;

/// <summary>Reads numbers from a query.</summary>
internal static class Query
{
    public static int Limit(HttpContext context, int max) => (int)Number(context, "limit", 1, max, Math.Min(50, max));

    public static long After(HttpContext context) => Number(context, "after", 0, long.MaxValue, 0);

    /// <summary>The number of a record; null where there is none.</summary>
    public static long? Record(HttpContext context, string name) =>
        Number(context, name, 1, long.MaxValue, 0) is > 0 and var number ? number : null;

    private static long Number(HttpContext context, string name, long min, long max, long unset)
    {
        var text = context.Request.Query[name].ToString();
        return text.Length == 0 ? unset
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= min && number <= max
                ? number
            : throw ProblemException.Malformed(name, $"It must be a number from {min} to {max}.");
    }
}
