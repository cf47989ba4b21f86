using System.CommandLine;
using System.Text.Json;
using Oms.Cli.Checking;
using Oms.Cli.Output;
using Oms.Eld;

namespace Oms.Cli.Eld;

/// <summary><c>oms eld show</c>: what a file says, for people or as JSON.</summary>
internal static class EldShowCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var path = new Argument<string>("FILE")
        {
            Description = $"The file; {CheckCommand.StandardInput} or nothing for standard input.",
            DefaultValueFactory = _ => CheckCommand.StandardInput,
        };
        var json = new Option<bool>("--json") { Description = "Print it as JSON." };
        var command = new Command(
            "show",
            "Shows what an ELD output file says: header, counts, days and events. What cannot be read is left out; "
            + "'oms eld check' says why. Exit code 0: shown. 2: it cannot be read.")
        {
            path,
            json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var input = parsed.GetRequiredValue(path);
            var configuration = parsed.InvocationConfiguration;
            try
            {
                var octets = await CheckCommand.ReadAsync(
                    input, surroundings, EldCommand.BytesMax, cancellationToken);
                var document = EldDocument.Of(EldReader.Read(octets.Span));
                var text = JsonSerializer.SerializeToElement(document, EldJson.Default.EldDocument);
                if (parsed.GetValue(json))
                {
                    await configuration.Output.WriteLineAsync(
                        JsonSerializer.Serialize(text, EldJson.Default.JsonElement));
                    return ExitCode.Ok;
                }

                foreach (var line in Details.Lines(text))
                {
                    await configuration.Output.WriteLineAsync(line);
                }

                return ExitCode.Ok;
            }
            catch (Exception failure) when (
                failure is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                return await CheckOutput.UnreadableAsync(configuration, input, failure.Message);
            }
        });
        return command;
    }
}
