using System.Collections.Concurrent;
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
{
    /// <summary>What lists find a label by about which a carrier is to be called.</summary>
    public const string DueTerm = "LABEL-DUE";

    /// <summary>Labels that are worked on together.</summary>
    private const int AtOnceMax = 16;

    private const int PageRows = 200;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly Principal Self = new(PrincipalKind.System, "labels");

    private readonly ConcurrentDictionary<string, byte> _underWay = new(StringComparer.Ordinal);

    /// <summary>Works until stopped, on the scheduler that it is started on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(
            [
                SweepAsync(cancellationToken),
                .. Enumerable.Range(0, AtOnceMax).Select(_ => ListenAsync(cancellationToken)),
            ]);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It was told to stop.
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (await node.LabelsAsked.WaitAsync(cancellationToken))
        {
            while (node.LabelsAsked.TryTake(out var id))
            {
                _ = await TryAsync(() => LookAsync(id, cancellationToken), cancellationToken);
            }
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var pause = await TryAsync(StepAsync, cancellationToken) ? Every : AfterFailure;
            await Task.Delay(pause, node.Time, cancellationToken);
        }
    }

    private async Task<bool> TryAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && failure is System.Data.Common.DbException or IOException or EntityUnavailableException
                or InvalidDataException or OperationCanceledException)
        {
            log.LabelsPaused(failure.Message);
            return false;
        }
    }

    private async Task StepAsync()
    {
        ViewCursor? after = null;
        do
        {
            var page = await node.Model.PageAsync(ShippingLabel.Kind, null, null, DueTerm, after, PageRows);
            foreach (var row in page.Rows)
            {
                node.LabelsAsked.Ring(row.Id);
            }

            after = page.Next;
        }
        while (after is not null);
    }

    private async Task LookAsync(string id, CancellationToken cancellationToken)
    {
        if (!_underWay.TryAdd(id, 0))
        {
            return;
        }

        try
        {
            if ((await ReadAsync(id)).Last is { DueAt: { } due } last && due <= node.Clock.GetCurrentInstant()
                && await AskAsync(id, new LabelCommand.BeginCall(last.Ask.Number, node.Name)))
            {
                await CallAsync(id, last.Ask.Number, cancellationToken);
            }
        }
        finally
        {
            _ = _underWay.TryRemove(id, out _);
        }
    }

    private async Task CallAsync(string id, int number, CancellationToken cancellationToken)
    {
        var last = (await ReadAsync(id)).Last!;
        if (last.Ask.Number != number || last.CalledBy != node.Name)
        {
            return;
        }

        var call = await LabelParties.CallAsync(node, id, last.Ask, cancellationToken);
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
        (await node.Labels.ReadAsync(CentralNode.Address(ShippingLabel.Kind, id), CancellationToken.None)).State;

    private async Task<bool> AskAsync(string id, LabelCommand command) =>
        (await node.Labels.AskAsync(
            CentralNode.Address(ShippingLabel.Kind, id), command, new CommandContext(node.NewCommandId(), Self)))
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
