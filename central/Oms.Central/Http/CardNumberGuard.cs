using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Oms.Actors.Postgres.Peers;
using Oms.Central.Payments;

namespace Oms.Central.Http;

/// <summary>Refuses every request that has a card's number in its path, query or body, before anything reads
/// it.</summary>
/// <remarks>
/// Depots' own requests pass: their records are signed, and a record that was refused would hold up the whole chain.
/// So does the stream between nodes, which has no end and carries what was let in before.
/// </remarks>
internal static partial class CardNumberGuard
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/edge", StringComparison.Ordinal) || request.Path == PeerEndpoint.Path)
        {
            await next(context);
            return;
        }

        if (CardNumbers.Contains($"{request.Path}")
            || CardNumbers.Contains(Uri.UnescapeDataString(request.QueryString.ToString().Replace('+', ' ')))
            || (context.GetEndpoint()?.Metadata.GetMetadata<LooksAtItsLines>() is null
                && await IsInBodyAsync(request, context.RequestAborted)))
        {
            await Refused.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    /// <summary>The answer to a request with a card's number.</summary>
    public static Answer Refused => Problems.Of(
        400,
        "card-number-refused",
        "A card's number is in the request. Nothing of it was kept. Send the payment provider's token instead.");

    /// <summary>Reads the whole body, and leaves it to be read again.</summary>
    private static async Task<bool> IsInBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is 0 || HttpMethods.IsGet(request.Method))
        {
            return false;
        }

        // Kestrel's own limit bounds it.
        var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        body.Position = 0;
        request.Body = body;
        request.HttpContext.Response.RegisterForDispose(body);
        return IsIn(Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length));
    }

    /// <summary>Whether a card's number is in a text, also written with escapes of JSON.</summary>
    public static bool IsIn(string text) =>
        CardNumbers.Contains(text.Contains("\\u00", StringComparison.Ordinal)
            ? Escapes().Replace(text, match => ((char)int.Parse(
                match.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString())
            : text);

    /// <summary>Signs of the Latin alphabet that JSON writes by their number.</summary>
    [GeneratedRegex(@"\\u00[0-9a-fA-F]{2}")]
    private static partial Regex Escapes();
}

/// <summary>Says that an endpoint takes a file too large to be kept in memory, and looks for cards' numbers in each
/// line itself before it keeps any of it.</summary>
internal sealed class LooksAtItsLines
{
    public static LooksAtItsLines Mark { get; } = new();
}
