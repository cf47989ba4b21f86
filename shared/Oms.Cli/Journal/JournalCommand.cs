using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Oms.Cli.Api;
using Oms.Cli.Output;

namespace Oms.Cli.Journal;

/// <summary><c>oms journal</c>: the centre's event logs, checked and copied out.</summary>
internal static class JournalCommand
{
    /// <summary>Shards of a centre, for ever: the first byte of a hash.</summary>
    public const int Shards = 256;

    private const int LimitMax = 100_000_000;

    public static Command Create(ApiOptions options) =>
        new("journal", "The centre's event logs; with check also a gateway's.") { Check(options), Export(options) };

    private static Command Check(ApiOptions options) => options.Read(
        "check",
        "Has every log read and verified, at the centre or at a gateway. Exit code 1: something is wrong.",
        async (call, cancellationToken) =>
        {
            var answer = await call.GetAsync("ops/journal/check", cancellationToken);
            _ = await call.ShowAsync(answer);
            return Cell.Find(answer.Json(), "healthy") is { ValueKind: JsonValueKind.True }
                ? ExitCode.Ok
                : ExitCode.Rejected;
        });

    private static Command Export(ApiOptions options)
    {
        var shard = new Option<int?>("--shard")
        {
            Description = $"One shard, 0 to {Shards - 1}; all without this option.",
            HelpName = "N",
        };
        var after = new Option<long?>("--after")
        {
            Description = "Only what stands after this offset of the shard.",
            HelpName = "OFFSET",
        };
        var limit = ApiOptions.Number("--limit", "How many records at most,", LimitMax, 1, LimitMax);
        var command = options.Read(
            "export",
            "Prints the records as they are stored, one JSON document a line, shard by shard in order.",
            async (call, cancellationToken) =>
            {
                var left = call.Parsed.GetValue(limit);
                var one = call.Parsed.GetValue(shard);
                for (var number = one ?? 0; number <= (one ?? Shards - 1) && left > 0; number++)
                {
                    left -= await ExportAsync(
                        call, number, call.Parsed.GetValue(after) ?? 0, left, cancellationToken);
                }

                return ExitCode.Ok;
            },
            shard,
            after,
            limit);
        shard.Validators.Add(result => ApiOptions.Within(result, shard, 0, Shards - 1));
        after.Validators.Add(result => ApiOptions.Within(result, after, 0, long.MaxValue));
        command.Validators.Add(result =>
        {
            if (result.GetResult(after) is not null && result.GetResult(shard) is null)
            {
                result.AddError("--after is an offset of the shard that --shard names.");
            }
        });
        return command;
    }

    /// <summary>Prints one shard page by page, so that no more than one page is in memory.</summary>
    private static async Task<int> ExportAsync(
        ApiCall call, int shard, long after, int limit, CancellationToken cancellationToken)
    {
        var printed = 0;
        while (printed < limit)
        {
            var path = string.Create(
                CultureInfo.InvariantCulture, $"ops/journal/export?shard={shard}&after={after}");
            var body = (await call.GetAsync(path, cancellationToken)).Json();
            if (Cell.Find(body, "items") is not { ValueKind: JsonValueKind.Array } items)
            {
                throw new NoApiException("The answer is no list: this is no Oms.Edge API.");
            }

            foreach (var record in items.EnumerateArray().Take(limit - printed))
            {
                await call.Output.WriteLineAsync(record.GetRawText());
                printed++;
            }

            if (!long.TryParse(Cell.At(body, "next"), NumberStyles.None, CultureInfo.InvariantCulture, out var next)
                || next <= after)
            {
                break;
            }

            after = next;
        }

        return printed;
    }
}
