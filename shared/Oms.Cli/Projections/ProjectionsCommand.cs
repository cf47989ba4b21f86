using System.CommandLine;
using Oms.Cli.Api;
using Oms.Cli.Output;

namespace Oms.Cli.Projections;

/// <summary><c>oms projections</c>: what the centre derives from its journal, and how far behind it is.</summary>
internal static class ProjectionsCommand
{
    public static readonly IReadOnlyList<Column> Columns =
        [Column.Of("name"), Column.Of("behind"), Column.Of("stopped")];

    public static Command Create(ApiOptions options) =>
        new("projections", "Read models and processes of the centre.") { List(options), Rebuild(options) };

    private static Command List(ApiOptions options)
    {
        var limit = Pages.LimitOption();
        return options.Read(
            "list",
            "Lists them with the records that they have not done yet, and why one stopped.",
            (call, cancellationToken) => Pages.PrintAsync(
                call, new ListQuery("ops/projections"), call.Parsed.GetValue(limit), Columns, cancellationToken),
            limit);
    }

    private static Command Rebuild(ApiOptions options)
    {
        var name = new Argument<string>("NAME") { Description = "The read model." };
        return options.Write(
            "rebuild",
            "Empties a read model and fills it again from the journal.",
            async (call, cancellationToken) => await call.DoneAsync(
                await call.PostAsync(
                    $"ops/projections/{call.Part(name)}/rebuild",
                    new EmptyBody(),
                    BodiesJson.Default.EmptyBody,
                    cancellationToken),
                $"The read model {call.Parsed.GetRequiredValue(name)} is being filled again."),
            name);
    }
}
