using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Actors;
using Oms.Central.Http;
using Oms.Entities;

namespace Oms.Central.Imports;

/// <summary>Things that can be imported.</summary>
internal interface IImportKind
{
    /// <summary>Such as <c>products</c>.</summary>
    string Name { get; }

    /// <summary>The form of a row.</summary>
    JsonTypeInfo Form { get; }

    /// <summary>Carries out a row, or tells what would come of it.</summary>
    /// <param name="json">The row.</param>
    /// <param name="step">How the row is carried out.</param>
    Task<ImportOutcome> RunAsync(byte[] json, ImportStep step);
}

/// <summary>How a row is carried out.</summary>
/// <param name="Command">Makes the row's command of its key: the same file under the same key has one effect.</param>
/// <param name="Seen">The keys of earlier rows that were good.</param>
/// <param name="IsDry">Whether nothing may be changed.</param>
/// <param name="Replaces">Whether what is there with another content is given that of the row.</param>
internal sealed record ImportStep(
    Func<string, string, CommandContext> Command,
    IReadOnlySet<string> Seen,
    bool IsDry,
    bool Replaces,
    CancellationToken CancellationToken);

/// <summary>What came of a row.</summary>
/// <param name="Key">What it is about; null where that cannot be read.</param>
internal sealed record ImportOutcome(string? Key, Answer Answer);

/// <summary>Carries out the rows of a file, one after another, and tells of each as it is done.</summary>
/// <remarks>
/// Each row is complete by itself and has its effect once, so a run that broke off is resumed by sending it again.
/// </remarks>
internal sealed class ImportRun(
    IImportKind kind,
    IReadOnlyList<ImportRow> rows,
    string key,
    Principal principal,
    bool isDry,
    bool replaces,
    int from) : IResult
{
    private static readonly Guid Space = new("6b1d0f2a-52a7-5f0a-9d43-1f4c4b7f9a51");

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/x-ndjson";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in rows.Where(row => row.Number >= from))
        {
            var step = new ImportStep(CommandOf, seen, isDry, replaces, httpContext.RequestAborted);
            var view = await RunAsync(row, step, seen);
            counts[view.Outcome] = counts.GetValueOrDefault(view.Outcome) + 1;
            await WriteAsync(httpContext, view, CentralJson.Default.ImportRowView);
        }

        await WriteAsync(
            httpContext,
            new ImportSummaryView(counts.Values.Sum(), isDry, counts),
            CentralJson.Default.ImportSummaryView);
    }

    private async Task<ImportRowView> RunAsync(ImportRow row, ImportStep step, HashSet<string> seen)
    {
        if (row.Json is null)
        {
            return ImportRowView.Of(row.Number, null, Problems.Invalid(string.Empty, row.Fault!));
        }

        try
        {
            var outcome = await kind.RunAsync(row.Json, step);
            if (outcome.Key is { } name && outcome.Answer.Status < 300)
            {
                _ = seen.Add(name);
            }

            return ImportRowView.Of(row.Number, outcome.Key, outcome.Answer);
        }
        catch (Exception failure) when (failure is EntityUnavailableException
            or Oms.Actors.Journal.JournalUnavailableException or System.Data.Common.DbException)
        {
            return ImportRowView.Of(row.Number, null, Problems.Of(503, "unavailable", "Try again."));
        }
    }

    private CommandContext CommandOf(string rowKey, string fingerprint) => new(
        CommandId.Version5(Space, $"{EntityAddress.MainTenant}\0{principal}\0{kind.Name}\0{key}\0{rowKey}"), principal)
    {
        Fingerprint = fingerprint,
        Correlation = $"import {key}",
    };

    private static async Task WriteAsync<T>(HttpContext context, T line, JsonTypeInfo<T> json)
    {
        await JsonSerializer.SerializeAsync(context.Response.Body, line, json, context.RequestAborted);
        await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
    }
}

/// <summary>What came of one row.</summary>
/// <param name="Outcome"><c>created</c>, <c>unchanged</c>, <c>replaced</c>, <c>refused</c>, or <c>retry</c> where it
/// could not be carried out now; in a dry run, what would come of it.</param>
/// <param name="Code">The problem's code.</param>
internal sealed record ImportRowView(
    int Row, string? Key, string Outcome, string? Code, string? Detail, IReadOnlyList<FieldError>? Errors)
{
    /// <summary>What is told of a row.</summary>
    public static ImportRowView Of(int row, string? key, Answer answer)
    {
        if (answer.ContentType != Answer.ProblemJson)
        {
            return new(row, key, answer.Status switch { 201 => "created", 202 => "replaced", _ => "unchanged" },
                null, null, null);
        }

        var problem = ProblemOf(answer);
        return new(
            row, key, answer.Status >= 500 ? "retry" : "refused", problem.Code, problem.Detail, problem.Errors);
    }

    /// <summary>The code of a problem; null for an answer that is none.</summary>
    public static string? CodeOf(Answer answer) =>
        answer.ContentType == Answer.ProblemJson ? ProblemOf(answer).Code : null;

    /// <summary>The answer to a change as that to a row which was replaced.</summary>
    public static Answer Replaced(Answer answer) => answer.Status == 200 ? answer with { Status = 202 } : answer;

    private static ProblemBody ProblemOf(Answer answer) =>
        JsonSerializer.Deserialize(answer.Body, CentralJson.Default.ProblemBody)!;
}

/// <summary>The last line.</summary>
/// <param name="Rows">How many rows there were.</param>
/// <param name="Outcomes">How many had each outcome.</param>
internal sealed record ImportSummaryView(int Rows, bool DryRun, IReadOnlyDictionary<string, int> Outcomes);
