using System.CommandLine;

namespace Oms.Cli.Checking;

/// <summary>A verb that reads one file, or standard input, and says what it finds.</summary>
internal static class CheckCommand
{
    /// <summary>The name of standard input, on the command line and in reports.</summary>
    public const string StandardInput = "-";

    private const string Codes = " Exit code 0: nothing is wrong. 1: something is. 2: it cannot be read.";

    /// <summary>Makes the verb.</summary>
    /// <param name="name">The verb.</param>
    /// <param name="description">What it checks, as sentences.</param>
    /// <param name="surroundings">Where standard input comes from.</param>
    /// <param name="bytesMax">The longest input that is read.</param>
    /// <param name="check">Checks the bytes; throws <see cref="InvalidDataException"/> with a reason for people where
    /// they cannot be read as what the verb checks at all.</param>
    /// <param name="options">The verb's own options.</param>
    public static Command Create(
        string name,
        string description,
        Surroundings surroundings,
        int bytesMax,
        Func<ParseResult, ReadOnlyMemory<byte>, CheckReport> check,
        params ReadOnlySpan<Option> options)
    {
        var file = new Argument<string>("FILE")
        {
            Description = $"The file; {StandardInput} or nothing for standard input.",
            DefaultValueFactory = _ => StandardInput,
        };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command(name, description + Codes) { file, json };
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var input = parsed.GetRequiredValue(file);
            try
            {
                var octets = await ReadAsync(input, surroundings, bytesMax, cancellationToken);
                return await CheckOutput.WriteAsync(
                    parsed.InvocationConfiguration, input, check(parsed, octets), parsed.GetValue(json));
            }
            catch (Exception failure) when (
                failure is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                return await CheckOutput.UnreadableAsync(parsed.InvocationConfiguration, input, failure.Message);
            }
        });
        return command;
    }

    /// <summary>Reads an input to its end.</summary>
    /// <exception cref="InvalidDataException">It is longer than <paramref name="bytesMax"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        string input, Surroundings surroundings, int bytesMax, CancellationToken cancellationToken)
    {
        await using var stream = input == StandardInput ? surroundings.Input() : File.OpenRead(input);
        using var whole = new MemoryStream();
        var part = new byte[81_920];
        int count;
        while ((count = await stream.ReadAsync(part, cancellationToken)) > 0)
        {
            if (whole.Length + count > bytesMax)
            {
                throw new InvalidDataException($"It is longer than {bytesMax} bytes.");
            }

            await whole.WriteAsync(part.AsMemory(0, count), cancellationToken);
        }

        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }
}
