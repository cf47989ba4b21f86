using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Edge.Reefers.ReeferEvent, Oms.Edge.Reefers.ReeferRejection>;

namespace Oms.Edge.Reefers;

/// <summary>A refrigeration unit's record: sealed windows, excursions, gaps, and the check-out they belong
/// to.</summary>
public sealed record Reefer : IEntity<Reefer, ReeferCommand, ReeferEvent, ReeferRejection>
{
    /// <summary>Windows that an excursion may name as evidence.</summary>
    public const int RecentMax = CheckOutBounds.EvidenceMax;

    /// <summary>Ended excursions that are kept for the check-out to come.</summary>
    public const int KeptMax = 32;

    /// <summary>Bands that are kept for late readings.</summary>
    public const int BandsMax = 8;

    private Reefer()
    {
    }

    public static Reefer Initial { get; } = new();

    /// <summary>The number of the window to come.</summary>
    public long NextWindow { get; private init; } = 1;

    /// <summary>Where the rules stood at the end of the last window.</summary>
    public MonitorState Monitor { get; private init; } = MonitorState.Initial;

    /// <summary>The store position up to which readings are in windows.</summary>
    public long StorePosition { get; private init; }

    public ImmutableList<WindowMark> Recent { get; private init; } = [];

    /// <summary>By start, the newest last.</summary>
    public ImmutableList<ReeferEvent.BandHeld> Bands { get; private init; } = [];

    /// <summary>Bands that came after readings that they judge were sealed: those windows are to be judged
    /// again.</summary>
    public ImmutableList<ReeferEvent.BandHeld> Owed { get; private init; } = [];

    /// <summary>Excursions that go on, and ended ones that no check-out has taken yet; the newest last.</summary>
    public ImmutableList<TemperatureExcursion> Excursions { get; private init; } = [];

    /// <summary>The last gap; it goes on while its end is null.</summary>
    public ReeferEvent.GapFound? Gap { get; private init; }

    /// <summary>The check-out that the vehicle is in; null for none.</summary>
    public string? CheckOut { get; private init; }

    /// <summary>The excursions that the check-out has, by zone and start.</summary>
    public ImmutableList<TemperatureExcursion> Told { get; private init; } = [];

    /// <summary>The band that a route's manifest gave for a time; null for none.</summary>
    public TemperatureBand? BandAt(Instant at) => Bands.LastOrDefault(band => band.From <= at)?.Band;

    public static Decision Decide(Reefer state, ReeferCommand command, Instant now) =>
        command switch
        {
            ReeferCommand.Seal { Window: var window } c =>
                window.Number < state.NextWindow ? Decision.AlreadyDone
                : window.Number > state.NextWindow
                    ? Decision.Reject(new ReeferRejection.NotNext(window.Number, state.NextWindow))
                : state.Follow(new ReeferEvent.WindowSealed(window), c.Device, c.Signals, now),

            ReeferCommand.Reassess c when state.Owed.IsEmpty => Decision.AlreadyDone,
            ReeferCommand.Reassess c => c.NextWindow == state.NextWindow
                ? state.Follow(new ReeferEvent.Reassessed(c.Monitor), c.Device, c.Signals, now)
                : Decision.Reject(new ReeferRejection.NotNext(c.NextWindow, state.NextWindow)),

            ReeferCommand.Record c => state.Record(c.Device, c.Excursion),

            ReeferCommand.NoteGap { Gap: var gap } =>
                state.Gap is { } known && (known.From > gap.From
                    || (known.From == gap.From && (known.To is not null || gap.To is null)))
                    ? Decision.AlreadyDone
                    : Decision.Accept(new ReeferEvent.GapFound(gap.From, gap.To)),

            ReeferCommand.HoldBand c =>
                state.Bands.Any(band => band.Route == c.Route && band.Band == c.Band)
                    ? Decision.AlreadyDone
                    : Decision.Accept(new ReeferEvent.BandHeld(c.Route, c.Band, c.From)),

            ReeferCommand.Bind c when state.CheckOut == c.CheckOut => Decision.AlreadyDone,
            ReeferCommand.Bind c => Decision.Accept(new ReeferEvent.Bound(
                c.CheckOut,
                [.. state.Excursions.Where(one => c.Since is not { } since || (one.To ?? now) >= since)])),

            ReeferCommand.Release c when state.CheckOut != c.CheckOut => Decision.AlreadyDone,
            ReeferCommand.Release c => Decision.Accept(new ReeferEvent.Released(c.CheckOut)),
            _ => throw new UnreachableException($"{command} is no command of a reefer."),
        };

    public static Reefer Evolve(Reefer state, ReeferEvent happened) =>
        happened switch
        {
            ReeferEvent.WindowSealed { Window: var window } => state with
            {
                NextWindow = window.Number + 1,
                Monitor = window.Monitor,
                StorePosition = window.StorePosition,
                Recent = Last(
                    state.Recent.Add(new WindowMark(window.Number, window.From, window.To, window.Sha256)), RecentMax),
            },
            ReeferEvent.ExcursionRecorded { Excursion: var one, CheckOut: null } => state with
            {
                Excursions = Last(Replace(state.Excursions, one), KeptMax),
            },
            ReeferEvent.ExcursionRecorded { Excursion: var one } => state with
            {
                Excursions = Without(state.Excursions, one) is var left && one.To is null ? left.Add(one) : left,
                Told = Last(Replace(state.Told, one), KeptMax),
            },
            ReeferEvent.GapFound e => state with { Gap = e },
            ReeferEvent.BandHeld e => state with
            {
                Bands = Last([.. state.Bands.Add(e).OrderBy(band => band.From)], BandsMax),
                Owed = e.From <= state.Monitor.LastAt ? Last(state.Owed.Add(e), BandsMax) : state.Owed,
            },
            ReeferEvent.Reassessed e => state with { Monitor = e.Monitor, Owed = [] },

            // What is older than the route is no one's any more: it was told to the check-out before, or there was
            // none.
            ReeferEvent.Bound e => state with
            {
                CheckOut = e.CheckOut,
                Told = [.. e.Excursions],
                Excursions = state.Excursions.RemoveAll(one => one.To is not null),
            },
            ReeferEvent.Released => state with { CheckOut = null, Told = [] },
            _ => throw new UnreachableException($"{happened} is no event of a reefer."),
        };

    /// <summary>Records what the rules found in one step with the state behind it.</summary>
    private Decision Follow(ReeferEvent first, string device, IReadOnlyList<ReeferSignal> signals, Instant now)
    {
        List<ReeferEvent> events = [first];
        var next = Evolve(this, first);
        foreach (var signal in signals)
        {
            ReeferCommand command = signal switch
            {
                ReeferSignal.Excursion found => new ReeferCommand.Record(device, found),
                ReeferSignal.Gap gap => new ReeferCommand.NoteGap(gap),
                _ => throw new UnreachableException($"{signal} is no signal of a reefer."),
            };
            if (Decide(next, command, now) is Decision.Accepted { Events: var more })
            {
                events.AddRange(more);
                next = more.Aggregate(next, Evolve);
            }
        }

        return Decision.Accept([.. events]);
    }

    private Decision Record(string device, ReeferSignal.Excursion found)
    {
        var known = Told.Concat(Excursions).FirstOrDefault(one =>
            one.Zone == found.Zone && (one.From == found.From || (one.To is not null && one.To == found.To)));
        if (known is not null && (known.To is not null || found.To is null))
        {
            return Decision.AlreadyDone;
        }

        // A late reading may move the start of what goes on; the record keeps the start under which it was called.
        var open = Excursions.FirstOrDefault(one => one.Zone == found.Zone && one.To is null);
        if (known is null && open is not null && found.To is null)
        {
            return Decision.AlreadyDone;
        }

        var from = open is not null && found.To >= open.From ? open.From : found.From;
        var evidence = Recent
            .Where(window => window.To >= from && (found.To is not { } to || window.From <= to))
            .Select(window => window.Sha256);
        return Decision.Accept(new ReeferEvent.ExcursionRecorded(
            new TemperatureExcursion(
                device, found.Zone, from, found.To, found.ExtremeMilliC, found.Band, [.. evidence]),
            found.MaskedSeconds,
            CheckOut));
    }

    private static ImmutableList<TemperatureExcursion> Without(
        ImmutableList<TemperatureExcursion> list, TemperatureExcursion one) =>
        list.RemoveAll(other => other.Zone == one.Zone && other.From == one.From);

    private static ImmutableList<TemperatureExcursion> Replace(
        ImmutableList<TemperatureExcursion> list, TemperatureExcursion one) => Without(list, one).Add(one);

    private static ImmutableList<T> Last<T>(ImmutableList<T> list, int max) =>
        list.Count > max ? list.RemoveRange(0, list.Count - max) : list;
}
