using System.Collections.Immutable;
using System.Reflection;

namespace Oms.Central.Hosting;

/// <summary>What the command line asks for.</summary>
/// <param name="Given">Options of the command line, by their names in the configuration.</param>
internal sealed record CommandLine(
    string? ConfigFile, bool CheckOnly, string? Text, ImmutableDictionary<string, string?> Given)
{
    private static readonly Dictionary<string, string> Flags = new(StringComparer.Ordinal)
    {
        ["--journal"] = "Journal:Kind",
        ["--connection"] = "Journal:ConnectionString",
        ["--node"] = "Cluster:Name",
        ["--address"] = "Cluster:Address",
        ["--secret"] = "Cluster:SecretFile",
    };

    private const string Help = """
        oms-central: the central order management system of Oms.Edge.

        Usage: oms-central [--config FILE] [--check-config] [--journal postgres --connection TEXT
                           --address HOST:PORT --secret FILE [--node NAME]]
               oms-central migrate --to postgres --data DIRECTORY --connection TEXT
               oms-central restored --connection TEXT
               oms-central --help | --version

          migrate              Copy the files of a centre that stands still into an empty database, and compare.
          restored             Check a database that was restored from a backup, and raise its epochs.

          --config FILE        Read options from a JSON file. Environment variables OMS__Section__Key override it.
          --check-config       Check the options, and stop.
          --journal KIND       sqlite (one node, the default) or postgres (one node of a cluster).
          --connection TEXT    The database's connection string.
          --address HOST:PORT  Where the other nodes reach this one.
          --secret FILE        The secret that all nodes share.
          --node NAME          The node's lasting name; the machine's otherwise.

        Exit codes: 0 stopped as asked; 2 could not start, the message says why.
        """;

    /// <summary>Whether the files of a centre of one node shall be taken into a database.</summary>
    public bool Migrates { get; init; }

    /// <summary>Whether a database was restored from a backup and is to be made fit.</summary>
    public bool Restores { get; init; }

    /// <exception cref="StartException">An argument is not known.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine(null, false, null, ImmutableDictionary<string, string?>.Empty);
        for (var i = 0; i < arguments.Count; i++)
        {
            line = arguments[i] switch
            {
                "--help" or "-h" => line with { Text = Help },
                "--version" => line with { Text = VersionOf(typeof(CommandLine).Assembly) },
                "migrate" when i == 0 => line with { Migrates = true },
                "restored" when i == 0 => line with { Restores = true },
                "--to" when line.Migrates && i + 1 < arguments.Count && arguments[i + 1] == "postgres" =>
                    line with { Given = line.Given.SetItem("Journal:Kind", arguments[++i]) },
                "--data" when i + 1 < arguments.Count =>
                    line with { Given = line.Given.SetItem("Data:Directory", arguments[++i]) },
                "--check-config" => line with { CheckOnly = true },
                "--config" when i + 1 < arguments.Count => line with { ConfigFile = arguments[++i] },
                var flag when Flags.TryGetValue(flag, out var option) && i + 1 < arguments.Count =>
                    line with { Given = line.Given.SetItem(option, arguments[++i]) },
                var flag when flag == "--config" || Flags.ContainsKey(flag) =>
                    throw new StartException($"{flag} needs a value; see --help."),
                var other => throw new StartException($"Argument {other} is not known; see --help."),
            };
        }

        return line;
    }

    /// <summary>The options of the file, the environment and the command line.</summary>
    /// <exception cref="StartException">The file cannot be read, or an option is wrong.</exception>
    public CentralOptions Options() => CentralOptions.From(Configuration());

    /// <summary>What the file, the environment and the command line say.</summary>
    /// <exception cref="StartException">The file cannot be read.</exception>
    public IConfiguration Configuration()
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
            return configuration.AddEnvironmentVariables("OMS__").AddInMemoryCollection(Given).Build();
        }
        catch (InvalidDataException failure)
        {
            throw new StartException($"{ConfigFile} is not JSON: {failure.Message}", failure);
        }
    }

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
