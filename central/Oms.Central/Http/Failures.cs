using System.Data.Common;
using Microsoft.AspNetCore.Http.Features;
using Oms.Actors;
using Oms.Actors.Journal;

namespace Oms.Central.Http;

/// <summary>The outermost step: whatever fails below becomes a problem document, and nothing ends the
/// process.</summary>
internal sealed class Failures(ILogger<Failures> log)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response.ContentType is null
                && BareStatus(context.Response.StatusCode) is { } answer)
            {
                await answer.ExecuteAsync(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is nobody to answer.
        }
        catch (BadHttpRequestException failure)
        {
            await AnswerAsync(context, Problems.Of(failure.StatusCode, "invalid-request", failure.Message));
        }
        catch (Exception failure) when (
            failure is EntityUnavailableException or DbException or JournalUnavailableException)
        {
            log.RequestUnavailable(context.Request.Path, failure.Message);
            await AnswerAsync(
                context,
                failure is EntityUnavailableException { Quarantine: { } row }
                    ? Problems.Quarantined(row)
                    : Problems.Of(503, "unavailable", "Try again."));
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            // The last line of defence: a bug must cost one request, not the server.
            log.RequestFailed(failure, context.Request.Path, context.TraceIdentifier);
            await AnswerAsync(context, Problems.Of(
                500, "faulted", "The request failed; it was logged.", body => body.Incident = context.TraceIdentifier));
        }
    }

    /// <summary>The document for a status that the framework answers without one.</summary>
    private static Answer? BareStatus(int status) =>
        status switch
        {
            404 => Problems.NotFound("such path"),
            405 => Problems.Of(405, "method-not-allowed", "This path has other methods."),
            415 => Problems.Of(415, "unsupported-media-type", "The body must be application/json."),
            _ => null,
        };

    private static async Task AnswerAsync(HttpContext context, Answer answer)
    {
        if (context.Response.HasStarted)
        {
            context.Features.Get<IHttpRequestLifetimeFeature>()?.Abort();
            return;
        }

        context.Response.Clear();
        await answer.ExecuteAsync(context);
    }
}

/// <summary>Log messages 3000 to 3099.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(3000, LogLevel.Warning, "Could not serve {Path} now: {Reason}")]
    public static partial void RequestUnavailable(this ILogger log, string path, string reason);

    [LoggerMessage(3001, LogLevel.Error, "Failed on {Path}; the client was given the incident {Incident}")]
    public static partial void RequestFailed(this ILogger log, Exception failure, string path, string incident);
}
