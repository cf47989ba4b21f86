using Oms.Edge.Gateway.Api;
using Oms.Edge.Gateway.Options;

namespace Oms.Edge.Gateway.Hosting;

/// <summary>What <c>oms-edge</c> was asked to do.</summary>
internal sealed record CommandLine(string? Config, bool ShowsHelp, bool ShowsVersion, bool OnlyChecks, bool HashesPin)
{
    public const string Help = """
        oms-edge: the gateway of a depot.

        Usage: oms-edge [--config FILE] [--check-config] [--hash-pin] [--version] [--help]

          --config FILE    Options as JSON; variables OMS__Section__Key win over it.
          --check-config   Read and check the options, the device and the mapping file, then exit.
          --hash-pin       Read a PIN from standard input and print what the people file keeps of it.
          --version        Print the version.
          --help           Print this.

        Exit code: 0 stopped as asked, 2 could not start (the message says why).
        Options: docs/edge/configuration.md.
        """;

    /// <exception cref="StartException">An argument is not known.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var line = new CommandLine(null, false, false, false, false);
        for (var index = 0; index < args.Count; index++)
        {
            line = args[index] switch
            {
                "--help" or "-h" => line with { ShowsHelp = true },
                "--version" => line with { ShowsVersion = true },
                "--check-config" => line with { OnlyChecks = true },
                "--hash-pin" => line with { HashesPin = true },
                "--config" when index + 1 < args.Count => line with { Config = args[++index] },
                var unknown => throw new StartException($"The argument '{unknown}' is not known. Try --help."),
            };
        }

        return line;
    }

    public static string Version => $"oms-edge {DepotEndpoints.Version}";
}
