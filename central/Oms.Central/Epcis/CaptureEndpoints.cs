using System.Globalization;
using System.Text.Json;
using NodaTime;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Storage;
using Oms.Entities;
using Oms.Epcis;

namespace Oms.Central.Epcis;

/// <summary>Documents into the repository, and what became of them (EPCIS 2.0, section 12.6).</summary>
internal static class CaptureEndpoints
{
    /// <summary>The header that says what becomes of good events beside bad ones.</summary>
    public const string BehaviourHeader = "GS1-Capture-Error-Behaviour";

    /// <summary>Takes a document: durable when this returns, and carried out from then on.</summary>
    public static async Task<IResult> PostAsync(HttpContext context, CentralNode node)
    {
        var behaviour = context.Request.Headers[BehaviourHeader].ToString() switch
        {
            "" or "rollback" => CaptureErrorBehaviour.Rollback,
            "proceed" => CaptureErrorBehaviour.Proceed,
            _ => (CaptureErrorBehaviour?)null,
        };
        if (behaviour is null)
        {
            return EpcisErrors.Of(400, EpcisErrors.Validation, $"{BehaviourHeader} must be rollback or proceed.");
        }

        var (body, unread) = await EpcisRequests.ReadAsync(context);
        if (unread is not null)
        {
            return unread;
        }

        var reading = EpcisValidator.Check(body);
        var (request, problem) = Read(reading, behaviour.Value);
        if (problem is not null)
        {
            return problem;
        }

        var (command, refused) = await EpcisRequests.CommandOfAsync(context, node, body!);
        if (command is null)
        {
            return refused!;
        }

        var id = command.Id.ToString();
        var reply = await node.CaptureJobs.AskAsync(CentralNode.Address(CaptureJob.Kind, id), request!, command);
        return reply.Outcome switch
        {
            ReplyOutcome.Accepted => new Answer(202, [], Answer.Json)
            {
                Location = $"{EpcisEndpoints.Root}/capture/{id}",
                Position = reply.Position.ToString(),
                Replayed = reply.Repeated,
            },
            ReplyOutcome.IdReused => EpcisRequests.Reused(),
            _ => Problems.Retry(reply),
        };
    }

    /// <summary>What became of one document.</summary>
    public static async Task<IResult> GetAsync(HttpContext context, CentralNode node)
    {
        var id = $"{context.Request.RouteValues["id"]}";
        if (!EntityAddress.IsId(id))
        {
            return EpcisErrors.Of(404, EpcisErrors.NoSuchResource, "There is no such capture job.");
        }

        var view = await node.CaptureJobs.ReadAsync(
            CentralNode.Address(CaptureJob.Kind, id), Consistency.Of(context), context.RequestAborted);
        return view.State.CreatedAt is null
            ? EpcisErrors.Of(404, EpcisErrors.NoSuchResource, "There is no such capture job.")
            : Lists.Ok(CaptureJobView.Of(id, view.State), EpcisApiJson.Default.CaptureJobView);
    }

    /// <summary>All jobs, newest first.</summary>
    public static async Task<IResult> ListAsync(HttpContext context, CentralNode node)
    {
        var (page, problem) = EpcisPage.Read(context);
        if (problem is not null)
        {
            return problem;
        }

        var cursor = page!.Token is { } token ? ViewCursor.Decode(token) : null;
        if (page.Token is not null && cursor is null)
        {
            return EpcisErrors.Parameter(EpcisPage.TokenName, "It is not a token of this repository.");
        }

        var rows = await node.Model.PageAsync(CaptureJob.Kind, null, null, null, cursor, page.Size);
        IReadOnlyList<CaptureJobView> jobs =
        [
            .. rows.Rows.Select(row => CaptureJobView.Of(
                row.Id, JsonSerializer.Deserialize(row.Doc, EpcisJson.Default.CaptureJob)!)),
        ];
        return Lists.Ok(jobs, EpcisApiJson.Default.IReadOnlyListCaptureJobView)
            with
        { Link = rows.Next is { } next ? Lists.NextLink(context, next.Encode(), EpcisPage.TokenName) : null };
    }

    /// <summary>What may be sent.</summary>
    public static void Describe(IHeaderDictionary headers)
    {
        headers["GS1-EPCIS-Capture-Limit"] = CaptureJob.EventsMax.ToString(CultureInfo.InvariantCulture);
        headers["GS1-EPCIS-Capture-File-Size-Limit"] = EpcisRequests.BytesMax.ToString(CultureInfo.InvariantCulture);
        headers[BehaviourHeader] = "rollback, proceed";
    }

    private static (CaptureJobCommand.Request? Request, Answer? Problem) Read(
        EpcisReading reading, CaptureErrorBehaviour behaviour)
    {
        if (reading.Document is not { Type: EpcisDocument.CaptureType } document)
        {
            return (null, EpcisErrors.Of(
                400,
                EpcisErrors.Validation,
                $"The body must be an {EpcisDocument.CaptureType}.",
                [.. reading.Findings.Select(EpcisRequests.ErrorOf)]));
        }

        if (document.Events.Count > CaptureJob.EventsMax)
        {
            return (null, EpcisErrors.Of(
                413, EpcisErrors.CaptureLimit, $"A document may hold {CaptureJob.EventsMax} events."));
        }

        // A path below an event's is that event's fault, and what follows the path is never a digit.
        var ofEvents = reading.Findings.ToLookup(finding => document.Events
            .FirstOrDefault(one => finding.Path.StartsWith(one.Path, StringComparison.Ordinal)));
        var ofDocument = ofEvents[null].ToList();
        if (ofDocument.Count > 0)
        {
            return (null, EpcisErrors.Of(
                400,
                EpcisErrors.Validation,
                "The document is not of its form.",
                [.. ofDocument.Select(EpcisRequests.ErrorOf)]));
        }

        var items = document.Events.Index()
            .Where(one => !ofEvents[one.Item].Any())
            .Select(one => (one.Index, Content: EpcisRequests.ContentOf(one.Item)))
            .Select(one => new CaptureItem(one.Index, EventKey.Of(one.Content.EventId), one.Content));
        return (
            new CaptureJobCommand.Request(
                behaviour, [.. items], [.. reading.Findings.Select(EpcisRequests.ErrorOf)]),
            null);
    }
}

/// <summary>A capture job as the binding shows it.</summary>
internal sealed record CaptureJobView(
    [property: System.Text.Json.Serialization.JsonPropertyName("captureID")] string CaptureId,
    Instant CreatedAt,
    Instant? FinishedAt,
    bool Running,
    bool Success,
    string CaptureErrorBehaviour,
    IReadOnlyList<EpcisProblemError> Errors)
{
    public static CaptureJobView Of(string id, CaptureJob job) => new(
        id,
        job.CreatedAt ?? Instant.MinValue,
        job.FinishedAt,
        job.FinishedAt is null,
        job.FinishedAt is not null && job.Errors.Count == 0,
        CentralViews.Snake(job.Behaviour),
        [.. job.Errors.Select(EpcisProblemError.Of)]);
}
