using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Edge.Messages;
using Oms.Edge.Readings;

namespace Oms.Edge.Reefers;

/// <summary>The excursion rules on event time: band with hysteresis, masks that delay, gaps.</summary>
/// <remarks>
/// A reading counts for the time since the one before it. Out of the band begins with the first reading beyond a limit
/// and ends with the first one inside by the hysteresis. Time without readings counts as out where the zone was out
/// before it: no data is no proof.
/// </remarks>
public static class ReeferMonitor
{
    /// <summary>Takes one reading that is newer than all before it.</summary>
    public static (MonitorState State, IReadOnlyList<ReeferSignal> Signals) Step(
        MonitorState state, Reading reading, TemperatureBand? band, ReeferSettings settings)
    {
        var signals = new List<ReeferSignal>();
        var passed = state.LastAt is { } last ? reading.At - last : Duration.Zero;
        if (state.LastAt is { } gapFrom && passed > settings.GapAfter)
        {
            signals.Add(new ReeferSignal.Gap(gapFrom, reading.At));
        }

        var running = reading[Channel.Running] is { } value ? value == 1 : state.Running;
        var started = running == true && state.Running == false;
        state = state with
        {
            LastAt = reading.At,
            Running = running,
            PullDownUntil = started ? reading.At + settings.PullDownMask : state.PullDownUntil,
        };
        for (var zone = 1; zone <= MessageRules.ZonesMax; zone++)
        {
            if (reading.Of(Channel.ReturnMilliC, zone) is { } milliC)
            {
                var next = Masks(state.Zone(zone), reading, settings);
                next = band is null
                    ? next with { OutSince = null, LastOutAt = null, OutMilliseconds = 0, MaskedMilliseconds = 0 }
                    : Hold(next, reading.At, (int)milliC, band, IsMasked(next, state, reading.At), passed, settings,
                        signals);
                state = state.With(next);
            }
        }

        return (state, signals);
    }

    /// <summary>Runs the rules over readings from nothing, as where a band came after them.</summary>
    /// <param name="readings">In any order; of two of one time the first counts.</param>
    /// <param name="band">The band at a time.</param>
    /// <returns>Where the rules stand after the newest, and the excursions: gaps depend on no band.</returns>
    public static (MonitorState State, IReadOnlyList<ReeferSignal> Excursions) Replay(
        IEnumerable<Reading> readings, Func<Instant, TemperatureBand?> band, ReeferSettings settings)
    {
        ArgumentNullException.ThrowIfNull(band);
        var state = MonitorState.Initial;
        List<ReeferSignal> excursions = [];
        foreach (var reading in readings.OrderBy(reading => reading.At).DistinctBy(reading => reading.At))
        {
            (state, var signals) = Step(state, reading, band(reading.At), settings);
            excursions.AddRange(signals.OfType<ReeferSignal.Excursion>());
        }

        return (state, excursions);
    }

    /// <summary>The gap that goes on when no reading has come for too long; null when there is none.</summary>
    public static ReeferSignal.Gap? Silence(MonitorState state, Instant now, ReeferSettings settings) =>
        state.LastAt is { } last && now - last > settings.GapAfter ? new ReeferSignal.Gap(last, null) : null;

    private static ZoneState Masks(ZoneState zone, Reading reading, ReeferSettings settings)
    {
        var defrosts = reading.Of(Channel.Mode, zone.Zone) == (long)ReeferMode.Defrost;
        var defrostSince = defrosts ? zone.DefrostSince ?? reading.At : (Instant?)null;
        var open = reading.Of(Channel.DoorOpen, zone.Zone) == 1;
        var doorSince = open ? zone.DoorSince ?? reading.At : (Instant?)null;
        var doorUntil = open
            ? Instant.Min(reading.At, doorSince!.Value + settings.DoorMaskMax) + settings.DoorMaskAfter
            : zone.DoorMaskUntil;
        return zone with { DefrostSince = defrostSince, DoorSince = doorSince, DoorMaskUntil = doorUntil };
    }

    private static bool IsMasked(ZoneState zone, MonitorState state, Instant at) =>
        at <= state.PullDownUntil || zone.DefrostSince is not null || at <= zone.DoorMaskUntil;

    private static ZoneState Hold(
        ZoneState zone,
        Instant at,
        int milliC,
        TemperatureBand band,
        bool masked,
        Duration passed,
        ReeferSettings settings,
        List<ReeferSignal> signals)
    {
        var beyond = milliC < band.MinMilliC || milliC > band.MaxMilliC;
        if (zone.OutSince is not { } since)
        {
            return beyond
                ? zone with
                {
                    OutSince = at,
                    LastOutAt = at,
                    ExtremeMilliC = milliC,
                    OutMilliseconds = 0,
                    MaskedMilliseconds = 0,
                    IsCalled = false
                }
                : zone;
        }

        var inside = Math.Min(settings.HysteresisMilliC, (band.MaxMilliC - band.MinMilliC) / 2);
        if (milliC >= band.MinMilliC + inside && milliC <= band.MaxMilliC - inside)
        {
            if (zone.IsCalled)
            {
                signals.Add(new ReeferSignal.Excursion(
                    zone.Zone, since, zone.LastOutAt, zone.ExtremeMilliC, band, zone.MaskedMilliseconds / 1000));
            }

            return zone with
            {
                OutSince = null,
                LastOutAt = null,
                OutMilliseconds = 0,
                MaskedMilliseconds = 0,
                IsCalled = false
            };
        }

        var time = (long)passed.TotalMilliseconds;
        masked = masked
            && zone.MaskedMilliseconds + time <= settings.MaskTotalMax.TotalMilliseconds
            && (zone.DefrostSince is not { } defrost || at - defrost <= settings.DefrostMaskMax);
        zone = zone with
        {
            LastOutAt = beyond ? at : zone.LastOutAt,
            ExtremeMilliC = Beyond(milliC, band) > Beyond(zone.ExtremeMilliC, band) ? milliC : zone.ExtremeMilliC,
            OutMilliseconds = zone.OutMilliseconds + (masked ? 0 : time),
            MaskedMilliseconds = zone.MaskedMilliseconds + (masked ? time : 0),
        };
        if (!zone.IsCalled && zone.OutMilliseconds >= settings.ExcursionAfter.TotalMilliseconds)
        {
            signals.Add(new ReeferSignal.Excursion(
                zone.Zone, since, null, zone.ExtremeMilliC, band, zone.MaskedMilliseconds / 1000));
            zone = zone with { IsCalled = true };
        }

        return zone;
    }

    private static int Beyond(int milliC, TemperatureBand band) =>
        Math.Max(band.MinMilliC - milliC, milliC - band.MaxMilliC);
}
