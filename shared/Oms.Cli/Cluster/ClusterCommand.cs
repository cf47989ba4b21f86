using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Oms.Cli.Api;
using Oms.Cli.Output;

namespace Oms.Cli.Cluster;

/// <summary><c>oms cluster</c>: the nodes of a centre and the shards that they own.</summary>
internal static class ClusterCommand
{
    private static readonly IReadOnlyList<Column> NodeColumns =
    [
        Column.Of("name"), Column.Of("state"), Column.Of("expired"), Column.Of("shards"), Column.Of("weight"),
        Column.Of("version"), Column.Of("address"), Column.Of("id"),
    ];

    private static readonly IReadOnlyList<Column> ShardColumns =
    [
        Column.Of("shard"), Column.Of("owner"), Column.Of("wanted"), Column.Of("preferred"), Column.Of("epoch"),
        Column.Of("head"), Column.Of("behind"), Column.Of("cell"), Column.Of("state"),
    ];

    private static readonly IReadOnlyList<Column> CellColumns =
        [Column.Of("name"), Column.Of("answers"), Column.Of("shards"), Column.Of("leaving")];

    public static Command Create(ApiOptions options) => new("cluster", "The nodes of a centre, and their shards.")
    {
        Status(options),
        OfNode(
            options, "drain", "Has a node give all its shards away; others take them.", "is giving its shards away"),
        OfNode(options, "resume", "Lets a node that drains take shards again.", "may take shards again"),
        OfNode(
            options,
            "declare-dead",
            "Says that a node's process has ended: its shards are taken over at once, not when its lease ends.",
            "is dead"),
        Move(options),
        options.Read("cells", "Lists the databases with the shards that they have.", CellsAsync),
        MoveCell(options),
    };

    private static async Task<int> CellsAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var answer = await call.GetAsync("cluster", cancellationToken);
        if (call.Json)
        {
            return await call.ShowAsync(answer);
        }

        await call.WriteAsync(Table.Lines(CellColumns, Items(answer, "cells")));
        return ExitCode.Ok;
    }

    private static Command Status(ApiOptions options)
    {
        var shards = new Option<bool>("--shards") { Description = "Lists every shard too." };
        return options.Read(
            "status",
            "Lists the nodes with what they own.",
            async (call, cancellationToken) =>
            {
                var answer = await call.GetAsync("cluster", cancellationToken);
                if (call.Json)
                {
                    return await call.ShowAsync(answer);
                }

                await call.WriteAsync(Table.Lines(NodeColumns, Items(answer, "nodes")));
                if (call.Parsed.GetValue(shards))
                {
                    await call.WriteAsync(["", .. Table.Lines(ShardColumns, Items(answer, "shards"))]);
                }

                return ExitCode.Ok;
            },
            shards);
    }

    private static IReadOnlyList<JsonElement> Items(ApiAnswer answer, string name) =>
        Cell.Find(answer.Json(), name) is { ValueKind: JsonValueKind.Array } items
            ? [.. items.EnumerateArray()]
            : throw new NoApiException("The answer is no cluster: this is no Oms.Edge API.");

    private static Command OfNode(ApiOptions options, string verb, string description, string done)
    {
        var id = new Argument<string>("ID") { Description = "The node's id, as status lists it." };
        return options.Write(
            verb,
            description,
            async (call, cancellationToken) => await call.DoneAsync(
                await call.PostAsync(
                    $"cluster/nodes/{call.Part(id)}/{verb}",
                    new EmptyBody(),
                    BodiesJson.Default.EmptyBody,
                    cancellationToken),
                $"Node {call.Parsed.GetRequiredValue(id)} {done}."),
            id);
    }

    private static Command Move(ApiOptions options)
    {
        var shard = new Argument<int>("SHARD") { Description = "0 to 255." };
        var node = new Option<string?>("--to")
        {
            Description = "The name of the node; without it the shard goes back to where placement puts it.",
            HelpName = "NODE",
        };
        return options.Write(
            "move",
            "Moves a shard.",
            async (call, cancellationToken) => await call.DoneAsync(
                await call.PostAsync(
                    $"cluster/shards/{call.Parsed.GetRequiredValue(shard)}/move",
                    new MoveShardBody(call.Parsed.GetValue(node)),
                    BodiesJson.Default.MoveShardBody,
                    cancellationToken),
                $"Shard {call.Parsed.GetRequiredValue(shard)} is moving."),
            shard,
            node);
    }

    private static Command MoveCell(ApiOptions options)
    {
        var shards = new Argument<string>("SHARDS") { Description = "A shard, 0 to 255, or several: FIRST-LAST." };
        var cell = new Option<string>("--to")
        {
            Description = "The database that shall have them. Said again, it goes on where it stopped; the database "
                + "that a shard comes from undoes what is not done.",
            HelpName = "CELL",
            Required = true,
        };
        shards.Validators.Add(result =>
        {
            if (RangeOf(result.Tokens[0].Value) is null)
            {
                result.AddError("SHARDS is a number from 0 to 255, or two with '-' between.");
            }
        });
        return options.Write(
            "move-cell",
            "Moves shards to another database, one after the other.",
            async (call, cancellationToken) =>
            {
                var (first, last) = RangeOf(call.Parsed.GetRequiredValue(shards))!.Value;
                for (int shard = first; shard <= last; shard++)
                {
                    _ = await call.DoneAsync(
                        await call.PostAsync(
                            $"cluster/shards/{shard}/move-cell",
                            new MoveCellBody(call.Parsed.GetRequiredValue(cell)),
                            BodiesJson.Default.MoveCellBody,
                            cancellationToken),
                        $"Shard {shard} is in cell {call.Parsed.GetRequiredValue(cell)}.");
                }

                return ExitCode.Ok;
            },
            shards,
            cell);
    }

    private static (byte First, byte Last)? RangeOf(string text)
    {
        var parts = text.Split('-');
        return parts.Length <= 2
            && byte.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var one)
            && byte.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var other) && one <= other
            ? (one, other)
            : null;
    }
}
