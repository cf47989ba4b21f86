using System.Text;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Central.Depots;
using Oms.Central.Storage;
using Oms.Central.Transparency;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Edge.Gateway.Depot;
using Oms.Simulation.Tests.Hosts;
using static Oms.Simulation.Tests.SimWorld;

namespace Oms.Simulation.Tests.Checks;

/// <summary>A depot's log is one signed chain, and the centre holds the same one, whole.</summary>
internal static class DepotChecks
{
    public static void Check(DepotHost depot, IReadOnlyList<JournalRecord> log, IReadOnlyList<JournalRecord> centre)
    {
        var sealedLog = log.Select(record => CustodySealer.Read(record)
            ?? throw new InvalidOperationException($"{depot.Depot}-{record.Offset} has no seal")).ToList();
        var begun = DeviceIncarnation.TryRead(log[0].Payload.Span);
        Must(begun is not null, $"the log of {depot.Depot} begins with {log[0].EventType}");
        var identity = new DeviceIdentity(depot.Depot, depot.Device, begun!.Incarnation);
        var run = new LeafVerifier(identity, depot.Key.PublicKey, BodyRule.Required)
            .VerifyRun(ChainHead.Empty, _ => ChainHead.Empty, sealedLog);
        Must(run.Fault is null, $"the chain of {depot.Depot} does not verify: {run.Fault}");
        CompareWithCentre(depot.Depot, sealedLog, centre);
        CheckOnce(depot.Depot, log);
    }

    private static void CompareWithCentre(
        string depot, List<SignedRecord> log, IReadOnlyList<JournalRecord> centre)
    {
        var codec = new FormCodec<DepotEvent>(DepotEvents.Forms);
        var seq = 0;
        foreach (var happened in centre
            .Where(record => record.Address.Kind == Depot.Kind && record.Address.Id == depot)
            .Where(record => !ReservedEvents.IsReserved(record))
            .Select(record => codec.Read(new EventName(record.EventType, record.EventVersion), record.Payload)))
        {
            switch (happened)
            {
                case DepotEvent.RecordsAccepted accepted:
                    Must(accepted.From == seq + 1, $"the centre took {accepted.From} of {depot} after {seq}");
                    foreach (var record in accepted.Records)
                    {
                        Must(seq < log.Count, $"the centre holds record {seq + 1} of {depot}, which has {log.Count}");
                        var mine = log[seq++];
                        Must(
                            CustodyLog.BytesOf(record.Leaf).AsSpan().SequenceEqual(mine.Leaf.Span)
                            && Convert.FromBase64String(record.Sig).AsSpan().SequenceEqual(mine.Signature.Span)
                            && CustodyLog.BytesOf(record.Body).AsSpan().SequenceEqual(mine.Body!.Value.Span),
                            $"record {seq} of {depot} is another one at the centre");
                    }

                    break;
                case DepotEvent.BatchQuarantined quarantined:
                    throw new InvalidOperationException($"a batch of {depot} was set aside: {quarantined.Detail}");
                default:
                    break;
            }
        }

        Must(seq == log.Count, $"the centre holds {seq} of the {log.Count} records of {depot}");
    }

    /// <summary>What a check-out can have once, it has once; each scanned unit too.</summary>
    private static void CheckOnce(string depot, IReadOnlyList<JournalRecord> log)
    {
        // A verdict is judged again when more is known: each of them is another one.
        string[] distinct =
            [CheckOutEvents.CargoScanned, CheckOutEvents.DeliveryReconciled, CheckOutEvents.TemperatureJudged];
        string[] many = [CheckOutEvents.SignedOff, CheckOutEvents.TemperatureExcursionRecorded];
        foreach (var checkOut in log.Where(record => record.Address.Kind == CheckOutEvents.Kind)
            .Where(record => !ReservedEvents.IsReserved(record) && !many.Contains(record.EventType))
            .GroupBy(record => record.Address.Id))
        {
            var twice = checkOut
                .GroupBy(record => distinct.Contains(record.EventType)
                    ? $"{record.EventType} {Encoding.UTF8.GetString(record.Payload.Span)}"
                    : record.EventType)
                .FirstOrDefault(same => same.Count() > 1);
            Must(twice is null, $"check-out {checkOut.Key} at {depot} has {twice?.Key} twice");
        }
    }
}
