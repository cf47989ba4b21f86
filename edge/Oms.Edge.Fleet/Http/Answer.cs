using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Oms.Edge.Fleet.Http;

/// <summary>A server's final answer.</summary>
/// <param name="Location">The Location header as it came; null without one.</param>
/// <param name="MediaType">The body's media type; null without a body.</param>
public sealed record Answer(HttpStatusCode Status, ReadOnlyMemory<byte> Body, string? Location, string? MediaType)
{
    private const string TypePrefix = "urn:oms:problem:";

    public bool IsAccepted => (int)Status is >= 200 and < 300;

    /// <summary>The problem's name, such as <c>dock-occupied</c>; null when the answer is no problem document.</summary>
    public string? Code
    {
        get
        {
            if (IsAccepted || MediaType != "application/problem+json")
            {
                return null;
            }

            try
            {
                using var problem = JsonDocument.Parse(Body);
                var type = problem.RootElement.TryGetProperty("type", out var member) ? member.GetString() : null;
                return type?.StartsWith(TypePrefix, StringComparison.Ordinal) == true ? type[TypePrefix.Length..] : type;
            }
            catch (JsonException)
            {
                // A proxy's or a dying server's page is no problem document.
                return null;
            }
        }
    }

    /// <summary>Reads an accepted answer.</summary>
    /// <exception cref="UnexpectedAnswerException">It was refused, or is not of the form.</exception>
    public T Read<T>(JsonTypeInfo<T> form)
    {
        if (!IsAccepted)
        {
            throw new UnexpectedAnswerException(this);
        }

        try
        {
            return JsonSerializer.Deserialize(Body.Span, form) ?? throw new UnexpectedAnswerException(this);
        }
        catch (JsonException failure)
        {
            throw new UnexpectedAnswerException(this, failure);
        }
    }

    /// <exception cref="UnexpectedAnswerException">It was refused.</exception>
    public Answer OrThrow() => IsAccepted ? this : throw new UnexpectedAnswerException(this);

    /// <summary>The start of the body as text, for messages.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, 600)]);
}
