using System.Globalization;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Central.Hosting;
using Oms.Central.Processes;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Carriers;

/// <summary>Has carriers make labels and take them back: each label once, whatever dies when.</summary>
/// <remarks>That a call begins is stored before it is made, its outcome after it. One that nobody came back from is
/// made again, with the key that it had.</remarks>
internal sealed class LabelWorker(CentralNode node, CarrierPorts ports, ILogger log)
    : BellWorker(node, node.LabelsAsked, AtOnceMax)
{
    /// <summary>What lists find a label by about which a carrier is to be called.</summary>
    public const string DueTerm = "LABEL-DUE";

    /// <summary>Labels that are worked on together.</summary>
    private const int AtOnceMax = 16;

    private static readonly Principal Self = new(PrincipalKind.System, "labels");

    protected override Task<ViewPage> PageAsync(ViewCursor? after, int rows) =>
        Node.Model.PageAsync(ShippingLabel.Kind, null, null, DueTerm, after, rows);

    protected override void Paused(string reason) => log.LabelsPaused(reason);

    protected override async Task LookAsync(string id, CancellationToken cancellationToken)
    {
        if ((await ReadAsync(id)).Last is { DueAt: { } due } last && due <= Node.Clock.GetCurrentInstant()
            && await AskAsync(id, new LabelCommand.BeginCall(last.Ask.Number, Node.Name)))
        {
            await CallAsync(id, last.Ask.Number, cancellationToken);
        }
    }

    private async Task CallAsync(string id, int number, CancellationToken cancellationToken)
    {
        var last = (await ReadAsync(id)).Last!;
        if (last.Ask.Number != number || last.CalledBy != Node.Name)
        {
            return;
        }

        var call = await LabelParties.CallAsync(Node, id, last.Ask, cancellationToken);
        var port = ports.For(last.Ask);
        var answer = last.Stage == LabelStage.VoidAsked
            ? await port.VoidAsync(call, cancellationToken)
            : await port.LabelAsync(call, cancellationToken);
        _ = await AskAsync(id, answer switch
        {
            CarrierAnswer.Printed a => new LabelCommand.RecordPrinted(number, a.Tracking, a.Cost),
            CarrierAnswer.Declined a => new LabelCommand.RecordDeclined(number, a.Reason),
            CarrierAnswer.Voided => new LabelCommand.RecordVoided(number),
            CarrierAnswer.Kept a => new LabelCommand.RecordKept(number, a.Reason),
            CarrierAnswer.Unclear a => new LabelCommand.RecordDoubt(number, a.Reason),
            _ => throw new System.Diagnostics.UnreachableException($"No such answer: {answer}."),
        });
    }

    private async Task<ShippingLabel> ReadAsync(string id) =>
        (await Node.Labels.ReadAsync(CentralNode.Address(ShippingLabel.Kind, id), CancellationToken.None)).State;

    private async Task<bool> AskAsync(string id, LabelCommand command) =>
        (await Node.Labels.AskAsync(
            CentralNode.Address(ShippingLabel.Kind, id), command, new CommandContext(Node.NewCommandId(), Self)))
        is { Outcome: ReplyOutcome.Accepted };

    /// <summary>What a label is known by at its carrier.</summary>
    public static string KeyOf(string sscc, int number) => string.Create(
        CultureInfo.InvariantCulture, $"{EntityAddress.MainTenant}/{sscc}/{number}");
}

/// <summary>Rings for labels about which a carrier is to be called.</summary>
internal sealed class LabelBell(IJournal journal) : Bell(journal, "label-bell", ShippingLabel.Kind)
{
    public override bool Changes(RecordedEvent happened) =>
        happened.Event is LabelEvent.LabelAsked or LabelEvent.LabelVoidRequested;
}

/// <summary>Log messages 5200 to 5299.</summary>
internal static partial class LabelsLog
{
    [LoggerMessage(5200, LogLevel.Warning, "Labels could not be worked on and will be: {Reason}")]
    public static partial void LabelsPaused(this ILogger log, string reason);
}
