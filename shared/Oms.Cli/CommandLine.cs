using System.CommandLine;
using Oms.Cli.Verify;

namespace Oms.Cli;

/// <summary>The command <c>oms</c>. A folder holds one group of verbs, and is named here once.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="output">Gets what was asked for.</param>
    /// <param name="error">Gets what went wrong.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var parsed = Build().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var fault in parsed.Errors)
            {
                await error.WriteLineAsync(fault.Message);
            }

            await error.WriteLineAsync("See: oms --help");
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }

    private static RootCommand Build() => new("Verifies, inspects and operates Oms.Edge.")
    {
        VerifyCommand.Create(),
    };
}
