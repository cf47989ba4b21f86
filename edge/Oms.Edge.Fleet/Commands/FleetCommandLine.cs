using System.CommandLine;

namespace Oms.Edge.Fleet.Commands;

/// <summary>The verbs of <c>oms-fleet</c> and their options.</summary>
internal static class FleetCommandLine
{
    private const double ScaleMax = 10_000;

    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "What the scenario is made from; the same seed gives the same scenario.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "The folder for evidence, and for the servers' data and logs below it.",
        DefaultValueFactory = _ => Path.Combine("deploy", "out"),
    };

    private static readonly Option<bool> Keep = new("--keep")
    {
        Description = "Leave the servers' data and logs when all is over.",
    };

    private static readonly Option<string?> Json = new("--json")
    {
        Description = "Write the facts as JSON to this file.",
    };

    private static readonly Option<string> Centre = new("--centre")
    {
        Description = "The built oms-central.",
        Required = true,
    };

    private static readonly Option<string> Gateway = new("--gateway")
    {
        Description = "The built oms-edge.",
        Required = true,
    };

    private static readonly Option<string?> Database = new("--database")
    {
        Description = "The connection string of an empty PostgreSQL database: a centre of three nodes, one of which is "
            + "killed half-way.",
    };

    public static RootCommand Make()
    {
        var scaleOfRun = Scale(60);
        var run = new Command("run", "Play round after round until stopped, and show the system on one screen.")
        {
            Seed, scaleOfRun, Out, Keep, Centre, Gateway, Database,
        };
        run.SetAction((parsed, stop) => RunCommand.RunAsync(Settings(parsed, scaleOfRun), stop));

        var scaleOfOnce = Scale(300);
        var once = new Command("once", "Play one scenario to its end; exit code 0 only if it ended as planned.")
        {
            Seed, scaleOfOnce, Out, Keep, Json, Centre, Gateway, Database,
        };
        once.SetAction((parsed, stop) => OnceCommand.RunAsync(Settings(parsed, scaleOfOnce), stop));
        return new RootCommand("Simulated depots: devices, drivers and dispatchers of a scenario.")
        {
            run, once, LoadCommand.Make(),
        };
    }

    private static FleetSettings Settings(ParseResult parsed, Option<double> scale) => new(
        parsed.GetValue(Seed),
        parsed.GetValue(scale),
        Path.GetFullPath(parsed.GetRequiredValue(Out)),
        parsed.GetValue(Keep),
        parsed.GetValue(Json),
        Path.GetFullPath(parsed.GetRequiredValue(Centre)),
        Path.GetFullPath(parsed.GetRequiredValue(Gateway)),
        parsed.GetValue(Database));

    private static Option<double> Scale(double usual)
    {
        var scale = new Option<double>("--scale")
        {
            Description = "Seconds of the scenario in one real second; from 1 to 10 000.",
            DefaultValueFactory = _ => usual,
        };
        scale.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 1 or > ScaleMax or double.NaN)
            {
                result.AddError($"--scale is not from 1 to {ScaleMax}.");
            }
        });
        return scale;
    }
}
