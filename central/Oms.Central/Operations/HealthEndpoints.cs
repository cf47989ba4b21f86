using System.Diagnostics.Metrics;
using Oms.Actors.Journal;
using Oms.Central.Hosting;
using Oms.Central.Http;

namespace Oms.Central.Operations;

/// <summary>Whether the process lives, whether it can serve, and its figures.</summary>
internal static class HealthEndpoints
{
    private const long DiskBytesMin = 64L << 20;

    public static void Map(IEndpointRouteBuilder routes, CentralNode node)
    {
        _ = routes.Get<HealthView>("/health/live", null, "Whether the process lives", _ =>
            Task.FromResult<IResult>(Lists.Ok(new HealthView("live", []), CentralJson.Default.HealthView)));
        _ = routes.Get<HealthView>("/health/ready", null, "Whether it can serve", async context =>
        {
            var faults = await FaultsAsync(node, context.RequestAborted);
            return Lists.Ok(
                new HealthView(faults.Count == 0 ? "ready" : "not-ready", faults), CentralJson.Default.HealthView)
                with
            { Status = faults.Count == 0 ? 200 : 503 };
        });
        var figures = new ClusterFigures(node, routes.ServiceProvider.GetRequiredService<IMeterFactory>());
        _ = routes.Get<string>("/metrics", null, "Figures in Prometheus text format", async context =>
        {
            await figures.RefreshAsync(context.RequestAborted);
            return new Answer(
                200,
                context.RequestServices.GetRequiredService<PrometheusText>().Write(),
                "text/plain; version=0.0.4; charset=utf-8");
        });
    }

    private static async Task<List<string>> FaultsAsync(CentralNode node, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        try
        {
            _ = await node.Journal.ReadHeadAsync(0, cancellationToken);
        }
        catch (JournalUnavailableException failure)
        {
            faults.Add($"The journal cannot be read: {failure.Message}");
        }

        if (!node.System.MayAnswer)
        {
            faults.Add(
                "The node holds no lease: the database does not answer its heartbeats, or all other nodes are of a "
                + "newer build; the log says which.");
        }

        var free = new DriveInfo(node.DataDirectory).AvailableFreeSpace;
        if (free < DiskBytesMin)
        {
            faults.Add($"Only {free} bytes are free in {node.DataDirectory}.");
        }

        faults.AddRange(
            from lag in node.System.Lag()
            where lag.Stopped is not null
            select $"{lag.Consumer} stopped on shard {lag.Shard}: {lag.Stopped}");
        return faults;
    }
}

internal sealed record HealthView(string Status, IReadOnlyList<string> Faults);
