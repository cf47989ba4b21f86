using System.Text;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Central.Operations;
using Oms.Central.Storage;
using Oms.Custody.CheckOuts;
using Oms.Entities;
using Oms.Simulation.Tests.People;
using Oms.Transparency;
using static Oms.Simulation.Tests.SimWorld;

namespace Oms.Simulation.Tests.Checks;

/// <summary>What must hold after every run.</summary>
internal static class WorldChecks
{
    public static async Task CheckAsync(SimWorld world, Office office)
    {
        var centre = JournalChecks.Check(world.Centre.Store, "centre");
        Dictionary<string, IReadOnlyList<JournalRecord>> depots = [];
        foreach (var depot in world.Depots)
        {
            depots[depot.Depot] = JournalChecks.Check(depot.Store, depot.Depot);
            DepotChecks.Check(depot, depots[depot.Depot], centre);
        }

        CheckPromises(world, centre, depots);
        await LogChecks.CheckAsync(world, centre, depots);
        FactChecks.Check(world, centre);
        await CheckEvidenceAsync(world, office, depots);
        var audit = await InvariantAudit.RunAsync(world.Centre.Node!, CancellationToken.None);
        Must(audit.Healthy, $"the centre's own audit finds {string.Join("; ", audit.Violations)}");
        if (world.Random.Next(4) == 0)
        {
            await CheckRebuildAsync(world);
        }
    }

    private static void CheckPromises(
        SimWorld world,
        IReadOnlyList<JournalRecord> centre,
        Dictionary<string, IReadOnlyList<JournalRecord>> depots)
    {
        foreach (var promise in world.Promises.AtDepots)
        {
            Must(IsIn(promise), $"the acknowledged {promise} has no trace");
        }

        foreach (var promise in world.Promises.RefusedAtDepots)
        {
            Must(!IsIn(promise), $"{promise} was refused, and yet it has an effect");
        }

        var positions = centre.ToDictionary(record => $"{record.Shard}-{record.Offset}", record => record.Address.Id);
        foreach (var promise in world.Promises.AtCentre)
        {
            Must(
                positions.GetValueOrDefault(promise.Position) == promise.Id,
                $"the acknowledged {promise} is not there");
        }

        foreach (var (depot, highWater) in world.Promises.HighWaters)
        {
            Must(highWater <= depots[depot].Count, $"the centre acknowledged {highWater} records of {depot}");
        }

        bool IsIn(DepotPromise promise) => depots[promise.Depot]
            .Any(record => record.Address == promise.Address && record.CommandId == promise.Id);
    }

    /// <summary>Every hand-over that ended has evidence that a stranger can verify.</summary>
    private static async Task CheckEvidenceAsync(
        SimWorld world, Office office, Dictionary<string, IReadOnlyList<JournalRecord>> depots)
    {
        var trust = new TrustRoot([world.Centre.Keys.RootSpki], [world.Centre.Keys.LogVkey], []);
        foreach (var (checkOut, route) in world.Promises.Ended)
        {
            var answer = await office.AskAsync("GET", $"/check-outs/{checkOut}/evidence", [], []);
            Must(
                answer.Status == 200,
                $"no evidence of {checkOut}: {answer.Status} {Encoding.UTF8.GetString(answer.Body)}");
            var report = EvidenceVerifier.Verify(answer.Body, trust);
            Must(
                report.Verdict is EvidenceVerdict.Valid,
                $"the evidence of {checkOut} is {report.Verdict}: {report.Failure}");
            Must(
                report.CheckOut == checkOut && report.Depot == route.Depot,
                $"the evidence of {checkOut} is of {report.CheckOut} at {report.Depot}");
            var address = EntityAddress.Of(CheckOutEvents.Kind, checkOut);
            var last = depots[route.Depot]
                .Last(record => record.Address == address && !ReservedEvents.IsReserved(record));
            Must(ClosingKinds.Contains(last.EventType), $"{checkOut} ended with {last.EventType}");
        }
    }

    /// <summary>A read model that is built again is the one that was there.</summary>
    private static async Task CheckRebuildAsync(SimWorld world)
    {
        var node = world.Centre.Node!;
        var live = await DumpAsync();
        await node.System.RebuildAsync(ViewsProjection.ProjectionName, CancellationToken.None);
        await node.WaitUntilIdleAsync(CancellationToken.None);
        Must(live == await DumpAsync(), "a rebuilt read model differs from the live one");

        async Task<string> DumpAsync()
        {
            await using var reader = await node.Model.OpenReaderAsync(CancellationToken.None);
            var rows = await reader.ManyAsync(
                "SELECT kind, id, created, f1, f2, doc FROM views ORDER BY kind, id",
                row => $"{row.GetString(0)} {row.GetString(1)} {row.GetInt64(2)} {row.GetValue(3)} {row.GetValue(4)} "
                    + Encoding.UTF8.GetString(row.Bytes(5)));
            var parts = await reader.ManyAsync(
                "SELECT kind, id, part, doc FROM view_parts ORDER BY kind, id, part",
                row => $"{row.GetString(0)} {row.GetString(1)} {row.GetString(2)} "
                    + Encoding.UTF8.GetString(row.Bytes(3)));
            return string.Join('\n', [.. rows, .. parts]);
        }
    }
}
