using System.Globalization;
using System.Net.Http.Headers;
using Oms.Benchmarks.Cluster;
using Oms.Benchmarks.Postgres;
using Oms.Testing.Postgres;
using Oms.Testing.Races;

namespace Oms.Benchmarks.Stock;

/// <summary>The race for stock as a command: exits 0 only if exactly what was there is sold and nothing
/// leaks.</summary>
internal sealed class RaceCommand
{
    private const string Usage = """
        race --buyers N --stock M [--url URL[,URL...]] [--nodes N] [--in-flight N]
          --buyers     buyers that each want one unit, from 1 to 1 000 000
          --stock      units that are there, from 1 to 100 000
          --url        a centre that runs; several URLs are nodes of one. Its API key (scope integration at least, and
                       admin for the audit) is read from the environment variable OMS_API_KEY.
          --nodes      without --url: 0 starts one centre over SQLite (the default), more start so many over PostgreSQL
          --in-flight  requests open at once, from 1 to 1 000; 128 by default
        Exits 0 if all adds up, 1 if not, 2 if it could not be run.
        """;

    private const string KeyVariable = "OMS_API_KEY";
    private const int BuyersMax = 1_000_000;
    private const int StockMax = 100_000;
    private const int NodesMax = 9;
    private const int InFlightMax = 1_000;

    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var command = new RaceCommand();
        if (!command.Read(arguments)
            || command.Number("--buyers", 0, 1, BuyersMax) is not { } buyers
            || command.Number("--stock", 0, 1, StockMax) is not { } stock
            || command.Number("--nodes", 0, 0, NodesMax) is not { } nodes
            || command.Number("--in-flight", 128, 1, InFlightMax) is not { } inFlight)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        Console.WriteLine(Machine.Describe("race", TimeProvider.System));
        return command._given.TryGetValue("--url", out var urls)
            ? await AtAsync(urls.Split(','), buyers, stock, inFlight)
            : nodes == 0
                ? await StartedAsync(buyers, stock, inFlight)
                : await StartedAsync(nodes, buyers, stock, inFlight);
    }

    private static async Task<int> AtAsync(string[] urls, int buyers, int stock, int inFlight)
    {
        if (Environment.GetEnvironmentVariable(KeyVariable) is not { Length: > 0 } key
            || !urls.All(url => Uri.TryCreate(url, UriKind.Absolute, out _)))
        {
            await Console.Error.WriteLineAsync($"Give URLs with a scheme, and an API key in {KeyVariable}.");
            return 2;
        }

        return await RaceAsync(
            [.. urls.Select(url => new Uri(url))], new AuthenticationHeaderValue("Bearer", key.Trim()), buyers, stock,
            inFlight);
    }

    private static async Task<int> StartedAsync(int buyers, int stock, int inFlight)
    {
        var folder = Directory.CreateTempSubdirectory("oms-race-");
        await using (var centre = await CentreProcess.StartAloneAsync(folder.FullName))
        {
            var result = await RaceAsync([centre.Address], centre.Key, buyers, stock, inFlight);
            if (result != 0)
            {
                return result;
            }
        }

        folder.Delete(recursive: true);
        return 0;
    }

    private static async Task<int> StartedAsync(int nodes, int buyers, int stock, int inFlight)
    {
        var folder = Directory.CreateTempSubdirectory("oms-race-");
        await using var server = await PostgresServer.StartAsync([.. PostgresBench.Settings, "max_connections = 200"]);
        var database = server.ConnectionString(await server.CreateDatabaseAsync());
        var centres = new List<CentreProcess>();
        try
        {
            for (var node = 0; node < nodes; node++)
            {
                centres.Add(await CentreProcess.StartAsync(folder.FullName, database, $"{(char)('a' + node)}"));
            }

            var result = await RaceAsync(
                [.. centres.Select(centre => centre.Address)], centres[0].Key, buyers, stock, inFlight);
            if (result == 0)
            {
                folder.Delete(recursive: true);
            }

            return result;
        }
        finally
        {
            foreach (var centre in centres)
            {
                await centre.DisposeAsync();
            }
        }
    }

    private static async Task<int> RaceAsync(
        IReadOnlyList<Uri> nodes, AuthenticationHeaderValue key, int buyers, int stock, int inFlight)
    {
        var clients = nodes.Select(node =>
        {
            var client = new HttpClient { BaseAddress = node, Timeout = TimeSpan.FromSeconds(60) };
            client.DefaultRequestHeaders.Authorization = key;
            return client;
        }).ToList();
        using var caller = new KeyedCaller(clients, inFlight);
        var item = string.Create(
            CultureInfo.InvariantCulture, $"RACE-{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}@race");
        var race = new StockRace(caller, item, buyers, stock);
        var violations = await race.RunAsync(CancellationToken.None);
        clients.ForEach(client => client.Dispose());
        Console.WriteLine(
            $"race item={item} nodes={nodes.Count} buyers={buyers} stock={stock} sold={race.Outcome.Sold} "
            + $"given_back_and_sold_again={race.Outcome.SoldAgain} "
            + $"buyers_per_s={Report.Text("F0", buyers / race.Seconds)} refused_for_now={caller.RefusedForNow} "
            + $"violations={violations.Count}");
        foreach (var violation in violations)
        {
            Console.WriteLine($"    {violation}");
        }

        return violations.Count == 0 ? 0 : 1;
    }

    private bool Read(string[] arguments)
    {
        string[] known = ["--buyers", "--stock", "--url", "--nodes", "--in-flight"];
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            if (!known.Contains(arguments[i]) || !_given.TryAdd(arguments[i], arguments[i + 1]))
            {
                return false;
            }
        }

        return arguments.Length % 2 == 0 && _given.ContainsKey("--buyers") && _given.ContainsKey("--stock");
    }

    private int? Number(string name, int otherwise, int least, int most) =>
        !_given.TryGetValue(name, out var text)
            ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most
                ? number
                : null;
}
