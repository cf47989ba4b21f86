using System.Reflection;

namespace Oms.Central.Hosting;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine(string? ConfigFile, bool CheckOnly, string? Text)
{
    private const string Help = """
        oms-central: the central order management system of Oms.Edge.

        Usage: oms-central [--config FILE] [--check-config]
               oms-central --help | --version

          --config FILE    Read options from a JSON file. Environment variables OMS__Section__Key override it.
          --check-config   Check the options, and stop.

        Exit codes: 0 stopped as asked; 2 could not start, the message says why.
        """;

    /// <exception cref="StartException">An argument is not known.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine(null, false, null);
        for (var i = 0; i < arguments.Count; i++)
        {
            line = arguments[i] switch
            {
                "--help" or "-h" => line with { Text = Help },
                "--version" => line with { Text = VersionOf(typeof(CommandLine).Assembly) },
                "--check-config" => line with { CheckOnly = true },
                "--config" when i + 1 < arguments.Count => line with { ConfigFile = arguments[++i] },
                "--config" => throw new StartException("--config needs a file."),
                var other => throw new StartException($"Argument {other} is not known; see --help."),
            };
        }

        return line;
    }

    /// <summary>The options of the file and the environment.</summary>
    /// <exception cref="StartException">The file cannot be read, or an option is wrong.</exception>
    public CentralOptions Options()
    {
        var configuration = new ConfigurationBuilder();
        if (ConfigFile is not null)
        {
            if (!File.Exists(ConfigFile))
            {
                throw new StartException($"The configuration file {ConfigFile} does not exist.");
            }

            _ = configuration.AddJsonFile(Path.GetFullPath(ConfigFile), optional: false);
        }

        try
        {
            return CentralOptions.From(configuration.AddEnvironmentVariables("OMS__").Build());
        }
        catch (InvalidDataException failure)
        {
            throw new StartException($"{ConfigFile} is not JSON: {failure.Message}", failure);
        }
    }

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
