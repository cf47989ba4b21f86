using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Http;
using Oms.Central.Orders;
using Oms.Entities;
using Oms.Finance;

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
/// <param name="Claims">What earlier rows that were good take for themselves, such as GTINs, and which row's key did;
/// for trying out only.</param>
/// <param name="IsDry">Whether nothing may be changed.</param>
/// <param name="Replaces">Whether what is there with another content is given that of the row.</param>
/// <param name="Caller">Who left the file: its approval limits hold.</param>
internal sealed record ImportStep(
    Func<string, string, CommandContext> Command,
    IReadOnlySet<string> Seen,
    IDictionary<string, string> Claims,
    bool IsDry,
    bool Replaces,
    Caller Caller,
    CancellationToken CancellationToken);

/// <summary>What came of a row.</summary>
/// <param name="Key">What it is about; null where that cannot be read.</param>
internal sealed record ImportOutcome(string? Key, Answer Answer)
{
    /// <summary>What an order would cost; null for others, and where that was not only tried.</summary>
    public ImportPriceView? Price { get; init; }

    /// <summary>An earlier row has the same key.</summary>
    public static ImportOutcome Twice(string key) =>
        new(key, Problems.Of(409, "import-row-twice", "An earlier row has this key."));
}

/// <summary>Carries out the rows of a file, one after another, and tells of each as it is done.</summary>
/// <remarks>
/// Each row is complete by itself and has its effect once, so a run that broke off is resumed by sending it again.
/// </remarks>
internal sealed class ImportRun(ImportRunner runner, IReadOnlyList<ImportRow> rows, bool isDry, int from) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/x-ndjson";
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in rows.Where(row => row.Number >= from))
        {
            var view = await runner.RunAsync(row, httpContext.RequestAborted);
            counts[view.Outcome] = counts.GetValueOrDefault(view.Outcome) + 1;
            await WriteAsync(httpContext, view, CentralJson.Default.ImportRowView);
        }

        await WriteAsync(
            httpContext,
            new ImportSummaryView(counts.Values.Sum(), isDry, counts),
            CentralJson.Default.ImportSummaryView);
    }

    /// <summary>Writes one line.</summary>
    public static async Task WriteAsync<T>(HttpContext context, T line, JsonTypeInfo<T> json)
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
    /// <summary>In a dry run, what an order with prices would cost.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImportPriceView? Price { get; init; }

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

    /// <summary>What would come of a command.</summary>
    public static Answer Preview<TEvent, TRejection>(
        Decision<TEvent, TRejection> decision, Func<TRejection, Answer> explain) =>
        decision switch
        {
            Decision<TEvent, TRejection>.Rejected refused => explain(refused.Reason),
            Decision<TEvent, TRejection>.Accepted { Events.Count: 0 } => new Answer(200, [], Answer.Json),
            _ => new Answer(201, [], Answer.Json),
        };

    /// <summary>The code of a problem; null for an answer that is none.</summary>
    public static string? CodeOf(Answer answer) =>
        answer.ContentType == Answer.ProblemJson ? ProblemOf(answer).Code : null;

    /// <summary>The answer to a change as that to a row which was replaced.</summary>
    public static Answer Replaced(Answer answer) => answer.Status == 200 ? answer with { Status = 202 } : answer;

    private static ProblemBody ProblemOf(Answer answer) =>
        JsonSerializer.Deserialize(answer.Body, CentralJson.Default.ProblemBody)!;
}

/// <summary>What an order of a row would cost.</summary>
internal sealed record ImportPriceView(Money Total, Money Goods, Money Shipping, Money Tax)
{
    public static ImportPriceView Of(OrderTotals totals)
    {
        return new ImportPriceView(
            Amount(totals.Total),
            Amount(totals.Goods),
            Amount(totals.Lines.Sum(line => line.Shipping)),
            Amount(totals.Lines.Sum(line => line.Taxes)));

        Money Amount(long minor) => Money.Of(minor, totals.Currency);
    }
}

/// <summary>The last line.</summary>
/// <param name="Rows">How many rows there were.</param>
/// <param name="Outcomes">How many had each outcome.</param>
internal sealed record ImportSummaryView(int Rows, bool DryRun, IReadOnlyDictionary<string, int> Outcomes);
