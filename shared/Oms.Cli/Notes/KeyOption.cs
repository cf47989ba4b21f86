using System.CommandLine;
using Oms.Transparency;

namespace Oms.Cli.Notes;

/// <summary>The option <c>--key</c>: verifier keys of signed notes.</summary>
internal static class KeyOption
{
    public static Option<string[]> Create(string description, bool required = false)
    {
        var option = new Option<string[]>("--key")
        {
            Description = description,
            HelpName = "VKEY",
            Required = required,
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => [],
        };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                try
                {
                    _ = NoteKey.Parse(token.Value);
                }
                catch (Exception failure) when (failure is FormatException or PlatformNotSupportedException)
                {
                    result.AddError($"--key {token.Value}: {failure.Message}");
                }
            }
        });
        return option;
    }

    public static IReadOnlyList<INoteVerifier> Of(ParseResult parsed, Option<string[]> option) =>
        [.. parsed.GetRequiredValue(option).Distinct().Select(NoteKey.Parse)];
}
