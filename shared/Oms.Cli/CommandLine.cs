using System.CommandLine;
using Oms.Cli.Api;
using Oms.Cli.Audit;
using Oms.Cli.Backups;
using Oms.Cli.CheckOuts;
using Oms.Cli.Cluster;
using Oms.Cli.DeadLetters;
using Oms.Cli.Depots;
using Oms.Cli.DeviceQuarantine;
using Oms.Cli.Eld;
using Oms.Cli.Entities;
using Oms.Cli.Events;
using Oms.Cli.HoursOfService;
using Oms.Cli.Ingest;
using Oms.Cli.Journal;
using Oms.Cli.Keys;
using Oms.Cli.Orders;
using Oms.Cli.Projections;
using Oms.Cli.Status;
using Oms.Cli.Temperature;
using Oms.Cli.Trust;
using Oms.Cli.Verify;

namespace Oms.Cli;

/// <summary>The command <c>oms</c>. A folder holds one group of verbs, and is named here once.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="output">Gets what was asked for.</param>
    /// <param name="error">Gets what went wrong.</param>
    /// <param name="surroundings">What is taken from the machine; this one where it is absent.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error,
        Surroundings? surroundings = null,
        CancellationToken cancellationToken = default)
    {
        var parsed = Build(surroundings ?? Surroundings.OfThisMachine()).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var fault in parsed.Errors)
            {
                await error.WriteLineAsync(fault.Message);
            }

            await error.WriteLineAsync("See: oms --help");
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error }, cancellationToken);
    }

    private static RootCommand Build(Surroundings surroundings)
    {
        var options = new ApiOptions(surroundings);
        return new("Verifies, inspects and operates Oms.Edge.")
        {
            VerifyCommand.Create(),
            EldCommand.Create(surroundings),
            HoursCommand.Create(surroundings),
            MktCommand.Create(surroundings),
            StatusCommand.Create(options),
            DepotsCommand.Create(options),
            IngestCommand.Create(options),
            EntitiesCommand.Create(options),
            ProjectionsCommand.Create(options),
            JournalCommand.Create(options),
            BackupCommand.Create(options),
            AuditCommand.Create(options),
            OrdersCommand.Create(options),
            CheckOutsCommand.Create(options),
            EventsCommand.Create(options),
            DeadLettersCommand.Create(options),
            DeviceQuarantineCommand.Create(options),
            KeysCommand.Create(options),
            ClusterCommand.Create(options),
            TrustCommand.Create(options),
        };
    }
}
