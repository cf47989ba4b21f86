using System.Text.Json;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Central.Custody;
using Oms.Central.Hosting;
using Oms.Central.Manifests;
using Oms.Central.Processes;
using Oms.Central.Storage;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Returns.ReturnEvent, Oms.Central.Returns.ReturnRejection>;

namespace Oms.Central.Returns;

/// <summary>Gives what a driver brought back without paper to the return that it was collected for, where there is no
/// doubt.</summary>
/// <remarks>
/// There is none where exactly one line of the open, approved returns of the orders on the driver's route takes the
/// units. Everything else stays for a person, and so does what a return did not take after all.
/// </remarks>
internal sealed class ReturnMatcher(CentralNode node, ILogger log)
{
    /// <summary>Returns of one order that are looked at.</summary>
    private const int ReturnsMax = 100;

    private const int PageRows = 200;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly Principal Self = new(PrincipalKind.System, "returns");

    /// <summary>Works until stopped, on the scheduler that it is started on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(SweepAsync(cancellationToken), ListenAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It was told to stop.
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (await node.ReturnsBrought.WaitAsync(cancellationToken))
        {
            while (node.ReturnsBrought.TryTake(out var id))
            {
                try
                {
                    await LookAsync(id, cancellationToken);
                }
                catch (Exception failure) when (IsPassing(failure, cancellationToken))
                {
                    log.MatchingPaused(failure.Message);
                }
            }
        }
    }

    /// <summary>What nobody was told of, such as before a start, is found here.</summary>
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                ViewCursor? after = null;
                do
                {
                    var page = await node.Model.PageAsync(
                        ReturnOrder.EntityKind, CentralViews.Snake(ReturnStatus.Unmatched), null, null, after,
                        PageRows);
                    foreach (var row in page.Rows)
                    {
                        node.ReturnsBrought.Ring(row.Id);
                    }

                    after = page.Next;
                }
                while (after is not null);
            }
            catch (Exception failure) when (IsPassing(failure, cancellationToken))
            {
                log.MatchingPaused(failure.Message);
            }

            await Task.Delay(Every, node.Time, cancellationToken);
        }
    }

    private static bool IsPassing(Exception failure, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && failure is System.Data.Common.DbException or IOException or EntityUnavailableException
            or InvalidDataException or OperationCanceledException;

    private async Task LookAsync(string id, CancellationToken cancellationToken)
    {
        var address = CentralNode.Address(ReturnOrder.EntityKind, id);
        var blind = (await node.Returns.ReadAsync(address, cancellationToken)).State;
        if (blind is not { Status: ReturnStatus.Unmatched, Kind: ReturnKind.Route, From: { } checkOut, Reason: null })
        {
            return;
        }

        var known = await KnownAsync(checkOut, cancellationToken);
        foreach (var receipt in blind.Receipts.Where(receipt => receipt.Open > 0))
        {
            var fits = (
                from of in known
                from line in of.Lines
                where line.Sku == receipt.Sku && Takes(of, line.Line, receipt)
                select (of.Id, line.Line)).Take(2).ToList();
            if (fits is [var (to, number)])
            {
                _ = await node.Returns.AskAsync(
                    address,
                    new ReturnCommand.Match(
                        receipt.Ref, to, number, receipt.Open, receipt.Serials, ReturnsProcess.By),
                    new CommandContext(node.NewCommandId(), Self));
            }
        }
    }

    private bool Takes(ReturnOrder of, int line, ReturnReceipt receipt) =>
        ReturnOrder.Decide(
            of,
            new ReturnCommand.Receive(
                $"{receipt.Ref}/?", line, receipt.Lot, receipt.Open, receipt.Condition, receipt.Serials,
                receipt.Location),
            node.Clock.GetCurrentInstant()) is Decision.Accepted;

    /// <summary>The open, approved returns of all orders on the route of a check-out.</summary>
    private async Task<List<ReturnOrder>> KnownAsync(string checkOut, CancellationToken cancellationToken)
    {
        var custody = (await node.CheckOuts.ReadAsync(
            CentralNode.Address(CheckOutCustody.Kind, checkOut), cancellationToken)).State;
        var route = custody.Route is not { } name ? null : (await node.Routes.ReadAsync(
            CentralNode.Address(DeliveryRoute.Kind, name), cancellationToken)).State;
        var known = new List<ReturnOrder>();
        foreach (var order in (route?.Plan?.Stops ?? []).Select(stop => stop.Order).Distinct(StringComparer.Ordinal))
        {
            foreach (var status in new[] { ReturnStatus.Approved, ReturnStatus.PartiallyReceived })
            {
                known.AddRange(
                    (await node.Model.PageAsync(
                        ReturnOrder.EntityKind, CentralViews.Snake(status), order, null, null, ReturnsMax)).Rows
                    .Select(row => JsonSerializer.Deserialize(row.Doc, ReturnJson.Default.ReturnOrder)!));
            }
        }

        return known;
    }
}

/// <summary>Rings for what drivers brought back without paper.</summary>
internal sealed class ReturnBell(IJournal journal) : Bell(journal, "return-bell", ReturnOrder.EntityKind)
{
    public override bool Changes(RecordedEvent happened) =>
        happened.Event is ReturnEvent.BlindUnitsTaken { From: not null };
}

/// <summary>Log messages 5300 to 5399.</summary>
internal static partial class MatchingLog
{
    [LoggerMessage(5300, LogLevel.Warning, "Returns could not be matched and will be: {Reason}")]
    public static partial void MatchingPaused(this ILogger log, string reason);
}
