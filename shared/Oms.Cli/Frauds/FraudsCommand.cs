using System.CommandLine;
using Oms.Cli.Api;
using Oms.Cli.Output;
using Oms.Transparency;

namespace Oms.Cli.Frauds;

/// <summary><c>oms frauds</c>: proofs that a gateway or the centre's log said two things that cannot both be
/// true.</summary>
internal static class FraudsCommand
{
    private static readonly Column[] Columns = [Column.Of("id"), Column.Of("kind"), Column.Of("depot")];

    public static Command Create(ApiOptions options) =>
        new("frauds", "Fraud proofs of the centre or of a gateway.") { List(options), Fetch(options) };

    private static Command List(ApiOptions options)
    {
        var limit = Pages.LimitOption();
        return options.Read(
            "list",
            "Lists the fraud proofs.",
            (call, cancellationToken) => Pages.PrintAsync(
                call, new ListQuery("frauds"), call.Parsed.GetValue(limit), Columns, cancellationToken),
            limit);
    }

    private static Command Fetch(ApiOptions options)
    {
        var id = new Argument<string>("ID") { Description = "The fraud proof." };
        var file = new Option<FileInfo?>("--output", "-o")
        {
            Description = "Where to write it; ID.fraud in this folder without this option.",
            HelpName = "FILE",
        };
        return options.Read(
            "fetch",
            "Fetches a fraud proof, for 'oms verify'.",
            async (call, cancellationToken) =>
            {
                var name = call.Parsed.GetRequiredValue(id);
                var path = call.Parsed.GetValue(file)?.FullName
                    ?? (name.All(char.IsAsciiHexDigitLower)
                        ? name + FraudProof.Extension
                        : throw new UsageException($"{name} is no id of a fraud proof."));
                var answer = await call.GetAsync($"frauds/{call.Part(id)}", cancellationToken);
                _ = answer.Json();
                await OutputFile.WriteAsync(path, answer.Body, cancellationToken);
                await call.Error.WriteLineAsync(Terminal.Clean($"Written: {path}, {answer.Body.Length} bytes."));
                return ExitCode.Ok;
            },
            id,
            file);
    }
}
