using System.CommandLine;
using Oms.Cli.Api;
using Oms.Cli.Output;

namespace Oms.Cli.Entities;

/// <summary><c>oms entities</c>: entities that the runtime set aside because they failed again and again.</summary>
internal static class EntitiesCommand
{
    private static readonly Column[] Columns =
        [Column.Of("kind"), Column.Of("id"), Column.Of("at_seq"), Column.Of("reason")];

    public static Command Create(ApiOptions options) =>
        new("entities", "Entities that the centre, or a gateway, set aside.") { List(options), Release(options) };

    private static Command List(ApiOptions options)
    {
        var limit = Pages.LimitOption();
        return options.Read(
            "list",
            "Lists the entities that were set aside, and why.",
            (call, cancellationToken) => Pages.PrintAsync(
                call, new ListQuery(
                    "ops/entities/quarantined"), call.Parsed.GetValue(limit), Columns, cancellationToken),
            limit);
    }

    private static Command Release(ApiOptions options)
    {
        var kind = new Argument<string>("KIND") { Description = "The kind of the entity, such as order." };
        var id = new Argument<string>("ID") { Description = "The entity." };
        return options.Write(
            "release",
            "Lets an entity work again; if it fails as before it is set aside as before.",
            async (call, cancellationToken) =>
            {
                var body = new ReleaseEntityBody(call.Parsed.GetRequiredValue(kind), call.Parsed.GetRequiredValue(id));
                var answer = await call.PostAsync(
                    "ops/entities/release", body, BodiesJson.Default.ReleaseEntityBody, cancellationToken);
                return await call.DoneAsync(answer, $"{body.Kind} {body.Id} is released.");
            },
            kind,
            id);
    }
}
