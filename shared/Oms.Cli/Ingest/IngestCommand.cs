using System.CommandLine;
using Oms.Cli.Api;
using Oms.Cli.Output;

namespace Oms.Cli.Ingest;

/// <summary><c>oms ingest</c>: batches of depots that the centre set aside because they cannot be true.</summary>
internal static class IngestCommand
{
    private static readonly Column[] Columns =
    [
        Column.Of("id"), Column.Of("depot"), Column.Of("device"), Column.Of("incarnation"), Column.Of("reason"),
        Column.Of("at"), Column.Of("detail"),
    ];

    public static Command Create(ApiOptions options) => new("ingest", "Batches that the centre set aside.")
    {
        List(options), Show(options), Release(options),
    };

    private static Command List(ApiOptions options)
    {
        var limit = Pages.LimitOption();
        return options.Read(
            "list",
            "Lists the batches that were set aside, the newest first.",
            (call, cancellationToken) => Pages.PrintAsync(
                call, new ListQuery("ops/ingest/quarantine"), call.Parsed.GetValue(limit), Columns, cancellationToken),
            limit);
    }

    private static Command Show(ApiOptions options)
    {
        var id = new Argument<string>("ID") { Description = "The batch." };
        return options.Read(
            "show",
            "Shows a batch that was set aside, with its records.",
            async (call, cancellationToken) =>
                await call.ShowAsync(await call.GetAsync($"ops/ingest/quarantine/{call.Part(id)}", cancellationToken)),
            id);
    }

    private static Command Release(ApiOptions options)
    {
        var id = new Argument<string>("ID") { Description = "The batch." };
        return options.Write(
            "release",
            "Has a batch checked again; it is taken if it is good now.",
            async (call, cancellationToken) => await call.DoneAsync(
                await call.PostAsync(
                    $"ops/ingest/quarantine/{call.Part(id)}/release",
                    new EmptyBody(),
                    BodiesJson.Default.EmptyBody,
                    cancellationToken),
                $"The batch {call.Parsed.GetRequiredValue(id)} is released."),
            id);
    }
}
