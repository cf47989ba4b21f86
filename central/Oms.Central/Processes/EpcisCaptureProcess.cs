using Oms.Actors.Processes;
using Oms.Central.Epcis;
using Oms.Entities;

namespace Oms.Central.Processes;

/// <summary>Carries the events of a document to their own places, and tells the job what became of each.</summary>
internal sealed class EpcisCaptureProcess : IProcessManager
{
    public string Name => "epcis-capture";

    public bool Listens(string kind) => kind is CaptureJob.Kind or CapturedEvent.Kind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event switch
        {
            CaptureJobEvent.CaptureRequested e =>
            [
                .. e.Items.Select(item => To(happened, item.Key, new CapturedEventCommand.Capture(
                    item.Content,
                    happened.Address.Id,
                    item.Index,
                    Pending: e.Behaviour == CaptureErrorBehaviour.Rollback))),
            ],
            CaptureJobEvent.CaptureFinished { Behaviour: CaptureErrorBehaviour.Rollback } e =>
            [
                .. e.Taken.Select(target => To(happened, target.Key, e.Success
                    ? new CapturedEventCommand.Confirm(happened.Address.Id, target.DeclaresError)
                    : new CapturedEventCommand.Discard(happened.Address.Id, target.DeclaresError))),
            ],
            CapturedEventEvent.EventCaptured { Job: { } job } e =>
                [Note(happened, job, e.Index, new CaptureTarget(happened.Address.Id, e.Content.DeclaresError), null)],
            _ => [],
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) =>
        rejected.Command is CapturedEventCommand.Capture { Job: { } job } c
            ?
            [
                Note(
                    happened,
                    job,
                    c.Index,
                    new CaptureTarget(rejected.To.Id, c.Content.DeclaresError),
                    EpcisErrors.Duplicate(c.Index, c.Content.EventId)),
            ]
            : [];

    private static ProcessStep Note(
        RecordedEvent happened, string job, int index, CaptureTarget target, CaptureError? error) =>
        new(
            EntityAddress.Of(happened.Address.Tenant, CaptureJob.Kind, job),
            new CaptureJobCommand.Note(index, target, error));

    private static ProcessStep To(RecordedEvent happened, string key, CapturedEventCommand command) =>
        new(EntityAddress.Of(happened.Address.Tenant, CapturedEvent.Kind, key), command);
}
