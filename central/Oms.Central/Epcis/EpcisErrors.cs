using System.Text.Json;
using Oms.Central.Http;

namespace Oms.Central.Epcis;

/// <summary>Problem documents in the words of EPCIS 2.0 (section 12).</summary>
internal static class EpcisErrors
{
    public const string Validation = "ValidationException";
    public const string QueryParameter = "QueryParameterException";
    public const string QueryTooLarge = "QueryTooLargeException";
    public const string NoSuchResource = "NoSuchResourceException";
    public const string NoSuchName = "NoSuchNameException";
    public const string NoSuchSubscription = "NoSuchSubscriptionException";
    public const string SubscriptionControls = "SubscriptionControlsException";
    public const string SubscribeNotPermitted = "SubscribeNotPermittedException";
    public const string InvalidUri = "InvalidURIException";
    public const string Implementation = "ImplementationException";
    public const string DuplicateName = "DuplicateNameException";
    public const string ResourceAlreadyExists = "ResourceAlreadyExistsException";
    public const string CaptureLimit = "CaptureLimitExceededException";
    public const string UnsupportedMediaType = "UnsupportedMediaTypeException";

    /// <summary>A problem document of the standard.</summary>
    public static Answer Of(int status, string exception, string detail, IReadOnlyList<CaptureError>? errors = null) =>
        new(
            status,
            JsonSerializer.SerializeToUtf8Bytes(
                new EpcisProblem($"epcisException:{exception}", exception, status, detail)
                {
                    Errors = errors is null ? null : [.. errors.Select(EpcisProblemError.Of)],
                },
                EpcisApiJson.Default.EpcisProblem),
            Answer.ProblemJson);

    /// <summary>A parameter of a query that is not of its form.</summary>
    public static Answer Parameter(string name, string reason) => Of(400, QueryParameter, $"{name}: {reason}");

    /// <summary>Why an event of a document was refused that is there already.</summary>
    public static CaptureError Duplicate(int index, string eventId) =>
        new(
            ResourceAlreadyExists,
            $"$.epcisBody.eventList[{index}].eventID",
            $"An event with the id {eventId} is there; only an error declaration may take up its id.");
}

/// <summary>A problem document (RFC 7807) as EPCIS 2.0 has it.</summary>
internal sealed record EpcisProblem(string Type, string Title, int Status, string Detail)
{
    public IReadOnlyList<EpcisProblemError>? Errors { get; init; }
}

/// <summary>One of several things that are wrong.</summary>
internal sealed record EpcisProblemError(string Type, string Path, string Detail)
{
    public static EpcisProblemError Of(CaptureError error) =>
        new($"epcisException:{error.Exception}", error.Path, error.Detail);
}
