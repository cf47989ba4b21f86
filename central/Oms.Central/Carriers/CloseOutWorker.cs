using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Central.Hosting;
using Oms.Central.Locations;
using Oms.Central.Processes;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Carriers;

/// <summary>Tells carriers what they are handed: of each close-out until they have said what they make of it.</summary>
/// <remarks>That a call begins is stored before it is made, its outcome after it. One that nobody came back from is
/// made again, with the key that it had.</remarks>
internal sealed class CloseOutWorker(CentralNode node, CarrierPorts ports, ILogger log)
    : BellWorker(node, node.CloseOutsSealed, AtOnceMax)
{
    /// <summary>What lists find a close-out by of which a carrier is to be told.</summary>
    public const string DueTerm = "CLOSE-OUT-DUE";

    /// <summary>What lists find a label by that is in no close-out yet.</summary>
    public const string WaitingTerm = "CLOSE-OUT-WAITING";

    /// <summary>Why a parcel of a close-out is not handed over.</summary>
    public const string VoidAsked = "void-asked";

    /// <summary>Close-outs that are worked on together.</summary>
    private const int AtOnceMax = 4;

    private static readonly Principal Self = new(PrincipalKind.System, "close-outs");

    protected override Task<ViewPage> PageAsync(ViewCursor? after, int rows) =>
        Node.Model.PageAsync(CloseOut.Kind, null, null, DueTerm, after, rows);

    protected override void Paused(string reason) => log.CloseOutsPaused(reason);

    protected override async Task LookAsync(string id, CancellationToken cancellationToken)
    {
        if ((await ReadAsync(id)).DueAt is not { } due || due > Node.Clock.GetCurrentInstant()
            || !await AskAsync(id, new CloseOutCommand.BeginCall(Node.Name)))
        {
            return;
        }

        var closeOut = await ReadAsync(id);
        if (closeOut.CalledBy != Node.Name)
        {
            return;
        }

        var terms = closeOut.Terms!;
        var from = (await Node.Locations.ReadAsync(
            CentralNode.Address(Location.Kind, EntityAddress.Join(terms.Location)), cancellationToken)).State.Terms;
        var answer = await ports.For(terms.By, terms.Carrier).CloseOutAsync(
            new CloseOutCall(
                $"{EntityAddress.MainTenant}/{id}", new LabelParty(from?.Name ?? terms.Location, from?.Address),
                terms.Day, [.. closeOut.Included]),
            cancellationToken);
        _ = await AskAsync(id, answer switch
        {
            CarrierAnswer.Accepted a => new CloseOutCommand.RecordAccepted(a.Reference),
            CarrierAnswer.Declined a => new CloseOutCommand.RecordDeclined(a.Reason),
            CarrierAnswer.Unclear a => new CloseOutCommand.RecordDoubt(a.Reason),
            _ => throw new System.Diagnostics.UnreachableException($"No such answer: {answer}."),
        });
    }

    private async Task<CloseOut> ReadAsync(string id) =>
        (await Node.CloseOuts.ReadAsync(CentralNode.Address(CloseOut.Kind, id), CancellationToken.None)).State;

    private async Task<bool> AskAsync(string id, CloseOutCommand command) =>
        (await Node.CloseOuts.AskAsync(
            CentralNode.Address(CloseOut.Kind, id), command, new CommandContext(Node.NewCommandId(), Self)))
        is { Outcome: ReplyOutcome.Accepted };
}

/// <summary>Rings for close-outs of which a carrier is to be told.</summary>
internal sealed class CloseOutBell(IJournal journal) : Bell(journal, "close-out-bell", CloseOut.Kind)
{
    public override bool Changes(RecordedEvent happened) => happened.Event is CloseOutEvent.CloseOutSealed;
}

/// <summary>Log messages 5500 to 5599.</summary>
internal static partial class CloseOutsLog
{
    [LoggerMessage(5500, LogLevel.Warning, "Close-outs could not be worked on and will be: {Reason}")]
    public static partial void CloseOutsPaused(this ILogger log, string reason);
}
