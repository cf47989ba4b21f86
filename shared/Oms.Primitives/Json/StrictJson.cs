namespace Oms.Json;

/// <summary>Checks a JSON text before a lenient reader sees it.</summary>
/// <remarks>
/// Readers differ on what they do with a name given twice or with bytes that are not UTF-8, so two parts of a system
/// may read two meanings from one text. What passes here has one meaning. Thread-safe.
/// </remarks>
public static class StrictJson
{
    /// <summary>The first fault of a text, by the rules of <see cref="CanonicalJson"/>.</summary>
    /// <param name="json">The text as received.</param>
    /// <param name="depthMax">
    /// The deepest nesting to take, at most <see cref="CanonicalJson.DepthMax"/>.
    /// </param>
    /// <returns>
    /// Null when there is none. A name given twice is seen at the end of its object, so a fault inside that object
    /// comes first.
    /// </returns>
    public static JsonFault? Check(ReadOnlySpan<byte> json, int depthMax = CanonicalJson.DepthMax)
    {
        using var parser = new CanonicalJsonParser(json, depthMax);
        return parser.Run(json);
    }
}
