using Oms.Central.Access;

namespace Oms.Central.Http;

/// <summary>Maps endpoints with what the API description needs to know of them.</summary>
internal static class Routing
{
    public static RouteHandlerBuilder Get<TBody>(
        this IEndpointRouteBuilder routes, string path, ApiScope? scope, string summary, Func<HttpContext,
            Task<IResult>> handle) =>
        Describe(routes.MapGet(path, (Delegate)handle), scope, summary)
            .Produces<TBody>(StatusCodes.Status200OK)
            .Problem(StatusCodes.Status404NotFound);

    /// <summary>Maps a POST that changes something.</summary>
    public static RouteHandlerBuilder Post<TBody>(
        this IEndpointRouteBuilder routes,
        string path,
        ApiScope? scope,
        int status,
        string summary,
        Func<HttpContext, Task<IResult>> handle)
        where TBody : notnull =>
        Describe(Admitted(routes.MapPost(path, (Delegate)handle), scope), scope, summary)
            .Accepts<TBody>(Answer.Json)
            .Produces<ReceiptBody>(status)
            .Problem(StatusCodes.Status400BadRequest)
            .Problem(StatusCodes.Status409Conflict)
            .Problem(StatusCodes.Status422UnprocessableEntity)
            .Problem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>Maps a POST that changes nothing: what is asked does not fit into an address.</summary>
    public static RouteHandlerBuilder Query<TBody, TAnswer>(
        this IEndpointRouteBuilder routes,
        string path,
        ApiScope? scope,
        string summary,
        Func<HttpContext, Task<IResult>> handle)
        where TBody : notnull =>
        Describe(routes.MapPost(path, (Delegate)handle), scope, summary)
            .Accepts<TBody>(Answer.Json)
            .Produces<TAnswer>(StatusCodes.Status200OK)
            .Problem(StatusCodes.Status400BadRequest)
            .Problem(StatusCodes.Status404NotFound)
            .Problem(StatusCodes.Status413PayloadTooLarge)
            .Problem(StatusCodes.Status415UnsupportedMediaType);

    /// <summary>Maps a POST that is answered with what it leads to.</summary>
    /// <param name="files">Other types of content that it takes.</param>
    public static RouteHandlerBuilder PostFor<TBody, TView>(
        this IEndpointRouteBuilder routes,
        string path,
        ApiScope? scope,
        int status,
        string summary,
        Func<HttpContext, Task<IResult>> handle,
        params string[] files)
        where TBody : notnull =>
        Describe(routes.MapPost(path, (Delegate)handle), scope, summary)
            .Accepts<TBody>(Answer.Json, files)
            .Produces<TView>(status)
            .Problem(StatusCodes.Status400BadRequest)
            .Problem(StatusCodes.Status409Conflict)
            .Problem(StatusCodes.Status413PayloadTooLarge)
            .Problem(StatusCodes.Status415UnsupportedMediaType)
            .Problem(StatusCodes.Status422UnprocessableEntity)
            .Problem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>Maps a POST of a file of rows; the answer has a line for each.</summary>
    public static RouteHandlerBuilder PostRows<TLine>(
        this IEndpointRouteBuilder routes,
        string path,
        ApiScope? scope,
        string summary,
        Func<HttpContext, Task<IResult>> handle) =>
        Describe(routes.MapPost(path, (Delegate)handle), scope, summary)
            .Accepts<string>("application/x-ndjson", "text/csv")
            .Produces<TLine>(StatusCodes.Status200OK, "application/x-ndjson")
            .Problem(StatusCodes.Status400BadRequest)
            .Problem(StatusCodes.Status413PayloadTooLarge)
            .Problem(StatusCodes.Status415UnsupportedMediaType);

    /// <summary>Maps a GET of rows, a line each.</summary>
    public static RouteHandlerBuilder MapGetRows<TLine>(
        this IEndpointRouteBuilder routes,
        string path,
        ApiScope? scope,
        string summary,
        Func<HttpContext, Task<IResult>> handle) =>
        Describe(routes.MapGet(path, (Delegate)handle), scope, summary)
            .Produces<TLine>(StatusCodes.Status200OK, "application/x-ndjson")
            .Problem(StatusCodes.Status404NotFound);

    /// <summary>Writes of integrations come in floods; those of operators and depots do not, and some take
    /// long.</summary>
    private static RouteHandlerBuilder Admitted(RouteHandlerBuilder endpoint, ApiScope? scope) =>
        scope is ApiScope.Integration ? endpoint.WithMetadata(AdmittedWrite.Mark) : endpoint;

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder endpoint, ApiScope? scope, string summary)
    {
        endpoint = endpoint.WithSummary(summary);
        return scope is { } required
            ? endpoint.WithMetadata(new RequiredScope(required))
                .Problem(StatusCodes.Status401Unauthorized)
                .Problem(StatusCodes.Status403Forbidden)
            : endpoint;
    }

    private static RouteHandlerBuilder Problem(this RouteHandlerBuilder endpoint, int status) =>
        endpoint.Produces<ProblemBody>(status, Answer.ProblemJson);
}
