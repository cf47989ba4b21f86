using System.CommandLine;
using Oms.Cli.Api;
using Oms.Cli.Output;

namespace Oms.Cli.CheckOuts;

/// <summary><c>oms check-outs</c>: check-outs at the centre or at a gateway, and their evidence.</summary>
internal static class CheckOutsCommand
{
    private static readonly Column[] Columns =
    [
        Column.Of("id"),
        new("status", row => Cell.At(row, Cell.Find(row, "status") is null ? "state" : "status")),
        Column.Of("depot"), Column.Of("vehicle"), Column.Of("driver"), Column.Of("route"), Column.Of("arrived_at"),
    ];

    public static Command Create(ApiOptions options) =>
        new("check-outs", "Check-outs at the centre or at a gateway.")
        {
            List(options), Show(options), Evidence(options),
        };

    private static Command List(ApiOptions options)
    {
        var limit = Pages.LimitOption();
        var depot = new Option<string?>("--depot") { Description = "Only check-outs of this depot (centre)." };
        var status = new Option<string?>("--status")
        {
            Description = "Only check-outs with this status; a gateway knows only open ones and all.",
        };
        status.AcceptOnlyFromAmong("open", "completed", "refused", "disputed", "broken");
        return options.Read(
            "list",
            "Lists check-outs, the newest first.",
            (call, cancellationToken) => Pages.PrintAsync(
                call,
                new ListQuery("check-outs")
                {
                    Filters =
                    [
                        ("depot", call.Parsed.GetValue(depot)),
                        ("status", call.Parsed.GetValue(status)),
                        ("state", call.Parsed.GetValue(status) == "open" ? "open" : "all"),
                    ],
                    CursorNames = ["cursor", "after"],
                },
                call.Parsed.GetValue(limit),
                Columns,
                cancellationToken),
            limit,
            depot,
            status);
    }

    private static Command Show(ApiOptions options)
    {
        var id = new Argument<string>("ID") { Description = "The check-out." };
        return options.Read(
            "show",
            "Shows a check-out.",
            async (call, cancellationToken) =>
                await call.ShowAsync(await call.GetAsync($"check-outs/{call.Part(id)}", cancellationToken)),
            id);
    }

    private static Command Evidence(ApiOptions options)
    {
        var id = new Argument<string>("ID") { Description = "The check-out." };
        var file = new Option<FileInfo?>("--output", "-o")
        {
            Description = "Where to write it; ID.evidence in this folder without this option.",
            HelpName = "FILE",
        };
        var witnesses = ApiOptions.Number(
            "--witnesses", "How many witnesses must have signed the checkpoint in it,", 0, 0, 99);
        return options.Read(
            "evidence",
            "Fetches the evidence file of a check-out that has ended, for 'oms verify'.",
            async (call, cancellationToken) =>
            {
                var path = call.Parsed.GetValue(file)?.FullName ?? FileNameOf(call.Parsed.GetRequiredValue(id));
                var answer = await call.GetAsync(
                    $"check-outs/{call.Part(id)}/evidence{Demand(call.Parsed.GetValue(witnesses))}", cancellationToken);
                _ = answer.Json();
                await OutputFile.WriteAsync(path, answer.Body, cancellationToken);
                await call.Error.WriteLineAsync(Terminal.Clean($"Written: {path}, {answer.Body.Length} bytes."));
                return ExitCode.Ok;
            },
            id,
            file,
            witnesses);
    }

    private static string Demand(int witnesses) => witnesses == 0
        ? ""
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"?witnesses={witnesses}");

    private static string FileNameOf(string id) =>
        Path.GetFileName(id) == id && id is not ("" or "." or "..")
            ? $"{id}.evidence"
            : throw new UsageException($"{id} cannot be a file's name; say where to write it with --output.");
}
