using System.Text.Json;

namespace Oms.Cli.Api;

/// <summary>What a system answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="MediaType">The type of the body without its parameters; empty where none was given.</param>
/// <param name="RetryAfter">How long the system asks to wait; null where it does not say.</param>
internal sealed record ApiAnswer(int Status, string MediaType, byte[] Body, TimeSpan? RetryAfter)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Whether the same request may be made again and may then be answered otherwise.</summary>
    public bool IsForLater =>
        Status == 503 || (Status == 409 && RetryAfter is not null && Problem.CodeOf(this) == Problem.InFlight);

    /// <summary>The body as JSON.</summary>
    /// <exception cref="NoApiException">It is not JSON, so whatever answered is not the system's API.</exception>
    public JsonElement Json()
    {
        try
        {
            return JsonElement.Parse(Body);
        }
        catch (JsonException failure)
        {
            throw new NoApiException($"The answer (status {Status}) is not JSON: this is no Oms.Edge API.", failure);
        }
    }
}
