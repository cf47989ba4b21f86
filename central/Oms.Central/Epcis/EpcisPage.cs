using Oms.Central.Http;

namespace Oms.Central.Epcis;

/// <summary>Which page of an answer is asked for (EPCIS 2.0, section 12.4).</summary>
/// <param name="Size">The most elements of a page.</param>
/// <param name="Token">Where it begins; null for the first.</param>
internal sealed record EpcisPage(int Size, string? Token)
{
    public const string SizeName = "perPage";
    public const string TokenName = "nextPageToken";

    // The default of the standard.
    private const int SizeDefault = 30;
    private const int SizeMax = 500;

    public static (EpcisPage? Page, Answer? Problem) Read(HttpContext context)
    {
        var token = context.Request.Query[TokenName].ToString();
        return Lists.Limit(context.Request.Query[SizeName], SizeDefault, SizeMax) is { } size
            ? (new EpcisPage(size, token.Length == 0 ? null : token), null)
            : (null, EpcisErrors.Parameter(SizeName, $"It must be from 1 to {SizeMax}."));
    }
}
