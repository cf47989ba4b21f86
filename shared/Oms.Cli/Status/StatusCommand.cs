using System.CommandLine;
using System.Text;
using System.Text.Json;
using Oms.Cli.Api;
using Oms.Cli.Output;

namespace Oms.Cli.Status;

/// <summary><c>oms status</c>: how a gateway or a centre is, whichever answers.</summary>
internal static class StatusCommand
{
    private const int ItemsMax = 1_000;

    private static readonly (string Name, ListQuery List)[] Lists =
    [
        ("projections", new ListQuery("ops/projections")),
        ("quarantined_entities", new ListQuery("ops/entities/quarantined")),
        ("quarantined_batches", new ListQuery("ops/ingest/quarantine")),
        ("depots", new ListQuery("depots")),
    ];

    public static Command Create(ApiOptions options) => options.Read(
        "status",
        "Shows how a gateway or a centre is. Exit code 1: it is not well.",
        async (call, cancellationToken) =>
        {
            var gateway = await call.Client.GetAsync("status", cancellationToken);
            return gateway.Status == 404 ? await CentreAsync(call, cancellationToken)
                : gateway.IsSuccess ? await GatewayAsync(call, gateway)
                : throw new RefusedException(gateway);
        });

    private static async Task<int> GatewayAsync(ApiCall call, ApiAnswer answer)
    {
        _ = await call.ShowAsync(answer);
        return Cell.Find(answer.Json(), "problems") is { ValueKind: JsonValueKind.Array } problems
            && problems.GetArrayLength() > 0
            ? ExitCode.Rejected
            : ExitCode.Ok;
    }

    /// <summary>A centre has no page of its own for this: what it consists of is asked one by one.</summary>
    private static async Task<int> CentreAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var ready = await call.Client.GetAsync("health/ready", cancellationToken, retries: false);
        if (ready.Status is not (200 or 503))
        {
            throw new NoApiException($"{call.Client.Url} answers, but is neither a gateway nor a centre.");
        }

        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("system", "centre");
            json.WriteBoolean("ready", ready.IsSuccess);
            foreach (var (name, list) in Lists)
            {
                Write(json, name, await ItemsAsync(call, list, cancellationToken));
            }

            json.WriteEndObject();
        }

        var text = Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        var status = JsonElement.Parse(text);
        await (call.Json ? call.Output.WriteLineAsync(text) : call.WriteAsync(Details.Lines(status)));
        return ready.IsSuccess && !Stopped(status) ? ExitCode.Ok : ExitCode.Rejected;
    }

    /// <summary>The items of a list; null where the key may not see them.</summary>
    private static async Task<IReadOnlyList<JsonElement>?> ItemsAsync(
        ApiCall call, ListQuery list, CancellationToken cancellationToken)
    {
        try
        {
            return (await Pages.ReadAsync(call, list, ItemsMax, cancellationToken)).Items;
        }
        catch (RefusedException refused) when (refused.Answer.Status == 403)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<JsonElement>? items)
    {
        if (items is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (var item in items)
        {
            item.WriteTo(json);
        }

        json.WriteEndArray();
    }

    private static bool Stopped(JsonElement status) =>
        Cell.Find(status, "projections") is { ValueKind: JsonValueKind.Array } projections
        && projections.EnumerateArray().Any(one => Cell.Find(one, "stopped") is { ValueKind: JsonValueKind.String });
}
