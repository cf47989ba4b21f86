using System.Globalization;
using NodaTime;
using Oms.Actors.Cluster;

namespace Oms.Central.Hosting;

/// <summary>What makes the centre one node of several over one PostgreSQL database.</summary>
/// <param name="ConnectionString">Npgsql's; several hosts may be named.</param>
/// <param name="Name">The node's lasting name: its shards depend on it.</param>
/// <param name="Address">Where its peers reach it: a host and a port, and nobody else's.</param>
/// <param name="Listen">Where it listens for them: an IP address and a port.</param>
internal sealed record ClusterSettings(string ConnectionString, string Name, string Address, string Listen)
{
    private const string CellsKey = "Journal:Cells";

    /// <summary>The databases over which the shards are spread, that of <see cref="ConnectionString"/> first.</summary>
    public IReadOnlyList<CellSettings> Cells { get; init; } = [new("main", ConnectionString)];

    /// <summary>The secret that all nodes share: at least 32 bytes that only the service may read.</summary>
    public string? SecretFile { get; init; }

    /// <summary>The node's certificate for its peers, PEM; with <see cref="KeyFile"/> and
    /// <see cref="AuthorityFile"/>.</summary>
    public string? CertificateFile { get; init; }

    public string? KeyFile { get; init; }

    public string? AuthorityFile { get; init; }

    /// <summary>The node's share of the shards in relation to others'. From 1 to 10 000.</summary>
    public int Weight { get; init; } = 100;

    public ClusterOptions Timings { get; init; } = new();

    /// <summary>Asks to one peer that may always be in flight, however slow it is. From 1 to 4 096.</summary>
    public int PeerInFlightMin { get; init; } = 16;

    /// <summary>An answer of a peer that takes longer says that it cannot keep up. From 10 ms to 1 min.</summary>
    public Duration PeerLatencyMax { get; init; } = Duration.FromSeconds(1);

    /// <summary>The names of the options, all of them in the sections <c>Journal</c> and <c>Cluster</c>.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "Journal:Kind", "Journal:ConnectionString", "Cluster:Name", "Cluster:Address", "Cluster:Listen",
        "Cluster:SecretFile", "Cluster:CertificateFile", "Cluster:KeyFile", "Cluster:AuthorityFile", "Cluster:Weight",
        "Cluster:TtlMilliseconds", "Cluster:HeartbeatMilliseconds", "Cluster:MarginMilliseconds",
        "Cluster:GraceMilliseconds", "Cluster:ScanMilliseconds", "Cluster:MovesPerScan",
        "Cluster:MoveAgainMilliseconds", "Cluster:NewsMilliseconds", "Cluster:PeerInFlightMin",
        "Cluster:PeerLatencyMilliseconds",
    ];

    /// <summary>Reads them; null where the journal is SQLite's.</summary>
    /// <exception cref="StartException">A value is missing or out of its range; the message names the
    /// option.</exception>
    public static ClusterSettings? From(IConfiguration configuration)
    {
        switch (configuration["Journal:Kind"] ?? "sqlite")
        {
            case "sqlite":
                return configuration.GetSection("Cluster").GetChildren().FirstOrDefault() is { } stray
                    ? throw new StartException($"Option {stray.Path} needs Journal:Kind to be postgres.")
                    : null;
            case "postgres":
                break;
            case var other:
                throw new StartException($"Option Journal:Kind is '{other}'; it must be sqlite or postgres.");
        }

        var cells = CellsOf(configuration);
        var address = Needed(configuration, "Cluster:Address", "where this node's peers reach it, as host:port");
        var defaults = new ClusterOptions();
        var settings = new ClusterSettings(
            cells is [var first, ..]
                ? first.ConnectionString
                : Needed(
                    configuration,
                    "Journal:ConnectionString",
                    "the database, such as Host=db;Database=oms;Username=oms"),
            configuration["Cluster:Name"] ?? Environment.MachineName,
            address,
            configuration["Cluster:Listen"] ?? address)
        {
            SecretFile = configuration["Cluster:SecretFile"],
            CertificateFile = configuration["Cluster:CertificateFile"],
            KeyFile = configuration["Cluster:KeyFile"],
            AuthorityFile = configuration["Cluster:AuthorityFile"],
            Weight = Number(configuration, "Cluster:Weight", 100),
            PeerInFlightMin = Number(configuration, "Cluster:PeerInFlightMin", 16),
            PeerLatencyMax = Wait(configuration, "Cluster:PeerLatencyMilliseconds", Duration.FromSeconds(1)),
            Timings = defaults with
            {
                Ttl = Wait(configuration, "Cluster:TtlMilliseconds", defaults.Ttl),
                Heartbeat = Wait(configuration, "Cluster:HeartbeatMilliseconds", defaults.Heartbeat),
                Margin = Wait(configuration, "Cluster:MarginMilliseconds", defaults.Margin),
                Grace = Wait(configuration, "Cluster:GraceMilliseconds", defaults.Grace),
                Scan = Wait(configuration, "Cluster:ScanMilliseconds", defaults.Scan),
                MovesPerScan = Number(configuration, "Cluster:MovesPerScan", defaults.MovesPerScan),
                MoveAgainAfter = Wait(configuration, "Cluster:MoveAgainMilliseconds", defaults.MoveAgainAfter),
                NewsEvery = Wait(configuration, "Cluster:NewsMilliseconds", defaults.NewsEvery),
            },
        };
        return cells.Count == 0 ? settings : settings with { Cells = cells };
    }

    /// <exception cref="StartException">One is out of its range; the message names it.</exception>
    public void Check()
    {
        if (!IsName(Name))
        {
            throw new StartException(
                $"Option Cluster:Name is '{Name}'; it must have 1 to 100 letters, digits, '-', '.' or '_'.");
        }

        if (!System.Net.IPEndPoint.TryParse(Listen, out var listen) || listen.Port == 0)
        {
            throw new StartException(
                $"Option Cluster:Listen is '{Listen}'; it must be an IP address and a port, such as 10.0.0.3:5180.");
        }

        if (Cells.Any(cell => !IsName(cell.Name)) || Cells.DistinctBy(cell => cell.Name).Count() < Cells.Count)
        {
            throw new StartException(
                "Every name in Journal:Cells is another one of 1 to 100 letters, digits, '-', '.' or '_'.");
        }

        if (SecretFile is null && CertificateFile is null)
        {
            throw new StartException(
                "Name Cluster:SecretFile, or Cluster:CertificateFile with Cluster:KeyFile and Cluster:AuthorityFile: "
                + "nodes must know each other. A secret is made with: openssl rand -hex 32");
        }

        if (new[] { CertificateFile, KeyFile, AuthorityFile }.Count(file => file is null) is 1 or 2)
        {
            throw new StartException(
                "Options Cluster:CertificateFile, Cluster:KeyFile and Cluster:AuthorityFile go together.");
        }

        if (Weight is < 1 or > 10_000)
        {
            throw new StartException($"Option Cluster:Weight is {Weight}; it must be from 1 to 10000.");
        }

        if (PeerInFlightMin is < 1 or > 4_096)
        {
            throw new StartException(
                $"Option Cluster:PeerInFlightMin is {PeerInFlightMin}; it must be from 1 to 4096.");
        }

        if (PeerLatencyMax < Duration.FromMilliseconds(10) || PeerLatencyMax > Duration.FromMinutes(1))
        {
            throw new StartException(
                $"Option Cluster:PeerLatencyMilliseconds is {PeerLatencyMax.TotalMilliseconds}; it must be from 10 to "
                + "60000.");
        }

        try
        {
            Timings.Validate();
        }
        catch (ArgumentException failure)
        {
            throw new StartException(failure.Message, failure);
        }
    }

    /// <summary>Whether it is an option of one of the cells, such as <c>Journal:Cells:1:Name</c>.</summary>
    public static bool IsOfCell(string option) => option.Split(':') is [_, _, var number, _] parts
        && string.Equals(string.Join(':', parts[..2]), CellsKey, StringComparison.OrdinalIgnoreCase)
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        && parts[3].ToUpperInvariant() is "NAME" or "CONNECTIONSTRING";

    private static bool IsName(string text) => text.Length is > 0 and <= 100
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');

    private static List<CellSettings> CellsOf(IConfiguration configuration)
    {
        var cells = configuration.GetSection(CellsKey).GetChildren()
            .OrderBy(cell => int.TryParse(cell.Key, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .Select(cell => new CellSettings(
                Needed(configuration, $"{cell.Path}:Name", "what the database is called"),
                Needed(configuration, $"{cell.Path}:ConnectionString", "where the database is")))
            .ToList();
        return cells.Count == 0 || configuration["Journal:ConnectionString"] is not { } only
            || only == cells[0].ConnectionString
            ? cells
            : throw new StartException(
                "Option Journal:ConnectionString is another database than the first of Journal:Cells. Leave it out.");
    }

    private static string Needed(IConfiguration configuration, string name, string meaning) =>
        configuration[name] is { Length: > 0 } value
            ? value
            : throw new StartException($"Option {name} is missing: {meaning}.");

    private static Duration Wait(IConfiguration configuration, string name, Duration otherwise) =>
        Duration.FromMilliseconds(Number(configuration, name, (int)otherwise.TotalMilliseconds));

    private static int Number(IConfiguration configuration, string name, int otherwise) =>
        configuration[name] is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new StartException($"Option {name} is '{text}'; it must be a whole number.");
}

/// <summary>One of the databases over which the shards are spread.</summary>
/// <param name="Name">What operators call it.</param>
/// <param name="ConnectionString">Npgsql's; several hosts may be named.</param>
internal sealed record CellSettings(string Name, string ConnectionString);
