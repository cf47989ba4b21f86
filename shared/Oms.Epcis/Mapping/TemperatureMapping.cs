using Oms.Custody.CheckOuts;

namespace Oms.Epcis.Mapping;

/// <summary>The cargo was out of its band.</summary>
internal static class TemperatureMapping
{
    /// <summary>The excursion; and, where it was told before while it went on, that the earlier event is
    /// replaced.</summary>
    public static IEnumerable<EpcisEvent> Excursion(MappingStep step)
    {
        var told = ((CheckOutEvent.TemperatureExcursionRecorded)step.Record.Happened).Excursion;
        var now = EventDraftWriter.Write(Draft(step, told));
        if (step.Scene.Earlier(told) is { Happened: CheckOutEvent.TemperatureExcursionRecorded before } record)
        {
            var earlier = Draft(step with { Record = record }, before.Excursion);
            yield return EventDraftWriter.Write(earlier, step.Record.At, now.EventId);
        }

        yield return now;
    }

    private static EventDraft Draft(MappingStep step, TemperatureExcursion told)
    {
        var tooWarm = told.ExtremeMilliC > told.Band.MaxMilliC;
        return step.Observe("sensor_reporting") with
        {
            At = told.To ?? step.Record.At,
            Sensor = new DraftSensor(
                step.Names.Asset(told.Device),
                told.From,
                told.To ?? step.Record.At,
                tooWarm ? null : told.ExtremeMilliC,
                tooWarm ? told.ExtremeMilliC : null,
                Alarm: true,
                step.Names.Evidence(step.Record.CheckOut)),
            Certification = [.. told.EvidenceSha256.Distinct(StringComparer.Ordinal).Select(Gs1Names.Sealed)],
            Extensions = step.With(("zone", $"{told.Zone}"), ("band", $"{told.Band.MinMilliC}..{told.Band.MaxMilliC}")),
        };
    }
}
