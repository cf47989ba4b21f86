using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Oms.Cli.Output;

namespace Oms.Cli.Checking;

/// <summary>Prints reports for people and for machines, one form for all checks.</summary>
internal static partial class CheckOutput
{
    /// <summary>Prints a report.</summary>
    /// <returns><see cref="ExitCode.Ok"/>, or <see cref="ExitCode.Rejected"/> with findings.</returns>
    public static async Task<int> WriteAsync(
        InvocationConfiguration configuration, string input, CheckReport report, bool json)
    {
        var code = report.Findings.Count == 0 ? ExitCode.Ok : ExitCode.Rejected;
        if (json)
        {
            var document = new Document(input, code, report.Lines, report.Findings);
            await configuration.Output.WriteLineAsync(JsonSerializer.Serialize(document, CheckJson.Default.Document));
            return code;
        }

        foreach (var line in report.Lines)
        {
            await configuration.Output.WriteLineAsync(Terminal.Clean(line));
        }

        foreach (var finding in report.Findings)
        {
            var place = finding.Place.Length == 0 ? "" : finding.Place + ": ";
            await configuration.Output.WriteLineAsync(
                Terminal.Clean($"{input}: {place}{finding.Message} [{finding.Code}]"));
        }

        return code;
    }

    /// <summary>Says that an input could not be read.</summary>
    /// <returns><see cref="ExitCode.Usage"/>.</returns>
    public static async Task<int> UnreadableAsync(InvocationConfiguration configuration, string input, string reason)
    {
        await configuration.Error.WriteLineAsync(Terminal.Clean($"{input}: cannot be read. {reason}"));
        return ExitCode.Usage;
    }

    internal sealed record Document(
        string Input, int ExitCode, IReadOnlyList<string> Lines, IReadOnlyList<Finding> Findings);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
    [JsonSerializable(typeof(Document))]
    private sealed partial class CheckJson : JsonSerializerContext;
}
