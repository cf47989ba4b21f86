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
internal sealed class ReturnMatcher(CentralNode node, ILogger log) : BellWorker(node, node.ReturnsBrought, atOnceMax: 1)
{
    /// <summary>Returns of one order that are looked at.</summary>
    private const int ReturnsMax = 100;

    private static readonly Principal Self = new(PrincipalKind.System, "returns");

    /// <summary>What waits for a person is looked at again only now and then.</summary>
    protected override TimeSpan SweepEvery => TimeSpan.FromSeconds(30);

    protected override Task<ViewPage> PageAsync(ViewCursor? after, int rows) => Node.Model.PageAsync(
        ReturnOrder.EntityKind, CentralViews.Snake(ReturnStatus.Unmatched), null, null, after, rows);

    protected override void Paused(string reason) => log.MatchingPaused(reason);

    protected override async Task LookAsync(string id, CancellationToken cancellationToken)
    {
        var address = CentralNode.Address(ReturnOrder.EntityKind, id);
        var blind = (await Node.Returns.ReadAsync(address, cancellationToken)).State;
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
                _ = await Node.Returns.AskAsync(
                    address,
                    new ReturnCommand.Match(
                        receipt.Ref, to, number, receipt.Open, receipt.Serials, ReturnsProcess.By),
                    new CommandContext(Node.NewCommandId(), Self));
            }
        }
    }

    private bool Takes(ReturnOrder of, int line, ReturnReceipt receipt) =>
        ReturnOrder.Decide(
            of,
            new ReturnCommand.Receive(
                $"{receipt.Ref}/?", line, receipt.Lot, receipt.Open, receipt.Condition, receipt.Serials,
                receipt.Location),
            Node.Clock.GetCurrentInstant()) is Decision.Accepted;

    /// <summary>The open, approved returns of all orders on the route of a check-out.</summary>
    private async Task<List<ReturnOrder>> KnownAsync(string checkOut, CancellationToken cancellationToken)
    {
        var custody = (await Node.CheckOuts.ReadAsync(
            CentralNode.Address(CheckOutCustody.Kind, checkOut), cancellationToken)).State;
        var route = custody.Route is not { } name ? null : (await Node.Routes.ReadAsync(
            CentralNode.Address(DeliveryRoute.Kind, name), cancellationToken)).State;
        var known = new List<ReturnOrder>();
        foreach (var order in (route?.Plan?.Stops ?? []).Select(stop => stop.Order).Distinct(StringComparer.Ordinal))
        {
            foreach (var status in new[] { ReturnStatus.Approved, ReturnStatus.PartiallyReceived })
            {
                known.AddRange(
                    (await Node.Model.PageAsync(
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

/// <summary>Log messages 5400 to 5499.</summary>
internal static partial class MatchingLog
{
    [LoggerMessage(5400, LogLevel.Warning, "Returns could not be matched and will be: {Reason}")]
    public static partial void MatchingPaused(this ILogger log, string reason);
}
