namespace Oms.Custody.Cargo;

/// <summary>Takes a GS1 Digital Link URI apart (GS1 Digital Link Standard: URI Syntax, section 4).</summary>
internal static class DigitalLink
{
    // The keys that begin the GS1 part of a path; what comes before them is the resolver's own.
    private static readonly string[] PrimaryKeys =
    [
        "00", "01", "253", "255", "401", "402", "414", "417", "8003", "8004", "8006", "8010", "8013", "8017", "8018",
    ];

    /// <summary>The identifiers and values in their order: those of the path, then the numeric ones of the
    /// query.</summary>
    public static IEnumerable<(string Ai, string Value)> Split(string uri)
    {
        var withoutFragment = uri.Split('#', 2)[0];
        var parts = withoutFragment.Split('?', 2);
        var path = parts[0].Split('/').Skip(3).ToList();
        var start = path.FindIndex(PrimaryKeys.Contains);
        for (var i = start; start >= 0 && i < path.Count; i += 2)
        {
            if (path[i].Length > 0)
            {
                yield return (path[i], i + 1 < path.Count ? Uri.UnescapeDataString(path[i + 1]) : "");
            }
        }

        foreach (var pair in parts.Length == 2 ? parts[1].Split('&', ';') : [])
        {
            // A key that is not all digits, such as linkType, is the resolver's.
            var (key, value) = pair.Split('=', 2) is [var name, var text] ? (name, text) : (pair, "");
            if (key.Length > 0 && key.All(char.IsAsciiDigit))
            {
                yield return (key, Uri.UnescapeDataString(value));
            }
        }
    }
}
