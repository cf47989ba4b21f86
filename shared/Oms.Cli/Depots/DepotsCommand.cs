using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Oms.Cli.Api;
using Oms.Cli.Output;

namespace Oms.Cli.Depots;

/// <summary><c>oms depots</c>: the depots that the centre knows, and how far behind they are.</summary>
internal static class DepotsCommand
{
    private const int CodeMinutesDefault = 60;
    private const int CodeMinutesMax = 7 * 24 * 60;

    private static readonly Column[] Columns =
    [
        Column.Of("id"),
        Column.Of("name"),
        new("lag", row => Devices(row, "lag").Select(value => value.GetInt64()).DefaultIfEmpty(0).Max()
            .ToString(CultureInfo.InvariantCulture)),
        new("clock", row => Join(Devices(row, "clock_quality"))),
        new("last seen", row => Devices(row, "last_seen").Select(Cell.Text).DefaultIfEmpty(Cell.Nothing).Max()!),
        Column.Count("quarantined_batches"),
        Column.Count("incidents"),
    ];

    public static Command Create(ApiOptions options) => new("depots", "Depots at the centre.")
    {
        List(options), Show(options), Add(options), Enrol(options),
    };

    private static Command List(ApiOptions options)
    {
        var limit = Pages.LimitOption();
        return options.Read(
            "list",
            "Lists depots with their lag (records not yet at the centre), clock quality and incidents.",
            (call, cancellationToken) => Pages.PrintAsync(
                call, new ListQuery("depots"), call.Parsed.GetValue(limit), Columns, cancellationToken),
            limit);
    }

    private static Command Show(ApiOptions options)
    {
        var id = new Argument<string>("ID") { Description = "The depot." };
        return options.Read(
            "show",
            "Shows a depot: its gateways, the batches set aside and the incidents.",
            async (call, cancellationToken) =>
                await call.ShowAsync(await call.GetAsync($"depots/{call.Part(id)}", cancellationToken)),
            id);
    }

    private static Command Add(ApiOptions options)
    {
        var id = new Argument<string>("ID") { Description = "The depot." };
        var name = new Option<string>("--name") { Description = "What people call it.", Required = true };
        var location = new Option<string?>("--location")
        {
            Description = "Where units that come back are put into stock; the depot's id without this option.",
        };
        return options.Write(
            "add",
            "Registers a depot.",
            async (call, cancellationToken) =>
            {
                var body = new AddDepotBody(
                    call.Parsed.GetRequiredValue(
                        id), call.Parsed.GetRequiredValue(name), call.Parsed.GetValue(location));
                var answer = await call.PostAsync("depots", body, BodiesJson.Default.AddDepotBody, cancellationToken);
                return await call.DoneAsync(answer, $"The depot {body.Id} is registered.");
            },
            id,
            name,
            location);
    }

    private static Command Enrol(ApiOptions options)
    {
        var id = new Argument<string>("ID") { Description = "The depot." };
        var minutes = ApiOptions.Number(
            "--valid-for-minutes", "How long the code can be used,", CodeMinutesDefault, 1, CodeMinutesMax);
        return options.Write(
            "enrol",
            "Prints a one-time code with which a gateway registers its key for the depot.",
            async (call, cancellationToken) =>
            {
                var answer = await call.PostAsync(
                    $"depots/{call.Part(id)}/enrolment-codes",
                    new EnrolmentCodeBody(call.Parsed.GetValue(minutes)),
                    BodiesJson.Default.EnrolmentCodeBody,
                    cancellationToken);

                // Only the code goes to the output, so that it can be sent straight into a file.
                var body = answer.Json();
                if (!call.Json)
                {
                    await call.Error.WriteLineAsync(
                        Terminal.Clean($"The code works once, until {Cell.At(body, "expires_at")}."));
                }

                return await call.DoneAsync(answer, Cell.At(body, "code"));
            },
            id,
            minutes);
    }

    private static IEnumerable<JsonElement> Devices(JsonElement depot, string member) =>
        Cell.Find(depot, "devices") is { ValueKind: JsonValueKind.Array } devices
            ? devices.EnumerateArray().Select(device => Cell.Find(device, member) ?? default)
                .Where(value => value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            : [];

    private static string Join(IEnumerable<JsonElement> values) =>
        string.Join(", ", values.Select(Cell.Text).Distinct()) is { Length: > 0 } text ? text : Cell.Nothing;
}
