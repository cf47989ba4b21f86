using System.Buffers;

namespace Oms.Json;

/// <summary>
/// The canonical form of JSON (RFC 8785, JCS): one byte sequence for one value, so that it can be hashed.
/// </summary>
/// <remarks>
/// <para>
/// Input must be I-JSON (RFC 7493): UTF-8, no name twice in an object, no lone surrogate. Two rules are stricter than
/// RFC 8785. Depth is bounded, so that input cannot exhaust the stack. A number whose canonical form is a plain
/// integer must lie within <see cref="IntegerMax"/> on either side of zero: beyond, neighbouring integers share one
/// binary64 and a value would change in silence; carry such a number as a text.
/// </para>
/// <para>All members are thread-safe.</para>
/// </remarks>
public static class CanonicalJson
{
    /// <summary>The deepest nesting of arrays and objects; the outermost one has depth 1.</summary>
    public const int DepthMax = 64;

    /// <summary>2^53 - 1, the largest integer of I-JSON (RFC 7493, section 2.2).</summary>
    public const long IntegerMax = (1L << 53) - 1;

    /// <summary>The canonical form.</summary>
    /// <param name="json">One JSON value as UTF-8, without a byte order mark.</param>
    /// <param name="depthMax">The deepest nesting to take, at most <see cref="DepthMax"/>.</param>
    /// <exception cref="JsonFaultException">It has none; the exception says where and why.</exception>
    public static byte[] Canonicalize(ReadOnlySpan<byte> json, int depthMax = DepthMax)
    {
        using var parser = new CanonicalJsonParser(json, depthMax);
        return parser.Run(json) is { } fault ? throw new JsonFaultException(fault) : parser.Output.ToArray();
    }

    /// <summary>Appends the canonical form to a buffer.</summary>
    /// <param name="json">One JSON value as UTF-8, without a byte order mark.</param>
    /// <param name="output">Gets the whole form or, on a fault, nothing.</param>
    /// <returns>The first fault; null when there is none.</returns>
    public static JsonFault? Canonicalize(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        using var parser = new CanonicalJsonParser(json, DepthMax);
        var fault = parser.Run(json);
        if (fault is null)
        {
            output.Write(parser.Output);
        }

        return fault;
    }

    /// <summary>Whether a text is JSON in its canonical form, byte for byte.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> json)
    {
        using var parser = new CanonicalJsonParser(json, DepthMax);
        return parser.Run(json) is null && parser.Output.SequenceEqual(json);
    }
}
