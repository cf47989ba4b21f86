using System.Globalization;
using NodaTime;
using Oms.Central.Carriers;
using Oms.Entities;
using Xunit;

namespace Oms.Central.Tests.Carriers;

/// <summary>Parcels and the close-outs of one day, and between them messages that arrive in the order in which one
/// entity sent them, some twice.</summary>
internal sealed class CloseOutYard(int parcels, int numbers)
{
    private static readonly Instant Evening = Instant.FromUtc(2026, 11, 30, 18, 0);
    private static readonly LocalDate Today = Evening.InUtc().Date;

    /// <summary>What each entity has sent and nobody has got.</summary>
    private readonly SortedDictionary<string, Queue<Action>> _underWay = new(StringComparer.Ordinal);

    public ShippingLabel[] Labels { get; } = [.. Enumerable.Repeat(ShippingLabel.Initial, parcels)];

    public SortedDictionary<string, CloseOut> CloseOuts { get; } = new(StringComparer.Ordinal);

    /// <summary>Labels that the carrier took back.</summary>
    public HashSet<(string Sscc, int Number)> VoidedBefore { get; } = [];

    public static string SsccOf(int parcel) => parcel.ToString("D18", CultureInfo.InvariantCulture);

    public static int ParcelOf(string sscc) => int.Parse(sscc, CultureInfo.InvariantCulture);

    public void Step(int what, int parcel, int at)
    {
        var last = Labels[parcel].Last;
        var number = last?.Ask.Number ?? 0;
        var id = IdOf((at % numbers) + 1);
        switch (what)
        {
            case 0:
                Deliver(at);
                break;
            case 1:
                Tell(parcel, new LabelCommand.Ask(Ask(number + 1)));
                Tell(parcel, new LabelCommand.RecordPrinted(number + 1, "T", null));
                break;
            case 2 or 3:
                Close(id, (at % numbers) + 1, at);
                break;
            case 4:
                Tell(parcel, new LabelCommand.Void(number));
                break;
            case 5:
                Tell(parcel, at % 2 == 0
                    ? new LabelCommand.RecordVoided(number)
                    : new LabelCommand.RecordKept(number, "scanned"));
                break;
            case 6:
                Tell(id, new CloseOutCommand.RecordAccepted("EOD"));
                break;
            case 7:
                Tell(id, new CloseOutCommand.RecordDeclined("no"));
                break;
            default:
                Tell(id, new CloseOutCommand.RecordDoubt("timeout"));
                break;
        }
    }

    public void Settle()
    {
        while (_underWay.Count > 0)
        {
            Deliver(0);
        }
    }

    public void NoParcelIsTwice() => Assert.DoesNotContain(
        CloseOuts.Values.Where(each => each.Stage is CloseOutStage.Sealed or CloseOutStage.Accepted)
            .SelectMany(each => each.Included).GroupBy(one => (one.Sscc, one.Number)),
        same => same.Count() > 1);

    private static string IdOf(int number) => CloseOutTerms.Id("fast", "dc-1", Today, number);

    /// <summary>Whoever closes the day sees some labels as they are, and others as they were.</summary>
    private void Close(string id, int number, int at) => Tell(id, new CloseOutCommand.Begin(
        new CloseOutTerms("fast", "dc-1", Today, number, CarrierKind.Http, $"{at}"),
        [
            .. from parcel in Enumerable.Range(0, parcels)
               let last = Labels[parcel].Last
               where last is not null && (last.WaitsForCloseOut || at % 3 == 0)
               select new CloseOutParcel(SsccOf(parcel), last.Ask.Number, "o", "parcel", "T", 500),
        ],
        More: false));

    private void Deliver(int at)
    {
        if (_underWay.Count == 0)
        {
            return;
        }

        var (from, queue) = _underWay.ElementAt(at % _underWay.Count);
        var message = queue.Dequeue();
        if (queue.Count == 0)
        {
            _ = _underWay.Remove(from);
        }

        message();
        if (at % 5 == 4)
        {
            message();
        }
    }

    private void Send(string from, Action message)
    {
        if (!_underWay.TryGetValue(from, out var queue))
        {
            _underWay[from] = queue = new Queue<Action>();
        }

        queue.Enqueue(message);
    }

    private LabelRejection? Tell(int parcel, LabelCommand command)
    {
        switch (ShippingLabel.Decide(Labels[parcel], command, Evening))
        {
            case Decision<LabelEvent, LabelRejection>.Accepted { Events: var events }:
                foreach (var happened in events)
                {
                    Labels[parcel] = ShippingLabel.Evolve(Labels[parcel], happened);
                    OnLabel(parcel, happened);
                }

                return null;
            case Decision<LabelEvent, LabelRejection>.Rejected { Reason: var reason }:
                return reason;
            default:
                return null;
        }
    }

    private void OnLabel(int parcel, LabelEvent happened)
    {
        var sscc = SsccOf(parcel);
        switch (happened)
        {
            case LabelEvent.LabelClosedOut e:
                Send(sscc, () => Tell(e.CloseOut, new CloseOutCommand.RecordIncluded(sscc, e.Number)));
                break;
            case LabelEvent.LabelKept { CloseOut: { } closeOut } e:
                Send(sscc, () => Tell(closeOut, new CloseOutCommand.NoteUnwanted(sscc, e.Number, "void-asked")));
                break;
            case LabelEvent.LabelVoided e:
                _ = VoidedBefore.Add((sscc, e.Number));
                break;
            default:
                break;
        }
    }

    private void Tell(string id, CloseOutCommand command)
    {
        var state = CloseOuts.GetValueOrDefault(id, CloseOut.Initial);
        if (CloseOut.Decide(state, command, Evening) is
            Decision<CloseOutEvent, CloseOutRejection>.Accepted { Events: { Count: > 0 } events })
        {
            foreach (var happened in events)
            {
                CloseOuts[id] = state = CloseOut.Evolve(state, happened);
                OnCloseOut(id, happened);
            }
        }
    }

    private void OnCloseOut(string id, CloseOutEvent happened)
    {
        foreach (var parcel in (happened as CloseOutEvent.CloseOutBegun)?.Parcels ?? [])
        {
            Send(id, () =>
            {
                if (Tell(ParcelOf(parcel.Sscc), new LabelCommand.Include(parcel.Number, id)) is { } reason)
                {
                    Send(id, () => Tell(id, new CloseOutCommand.RecordLeftOut(
                        parcel.Sscc, parcel.Number, reason.GetType().Name)));
                }
            });
        }

        foreach (var parcel in (happened as CloseOutEvent.CloseOutDeclined)?.Parcels ?? [])
        {
            Send(id, () => Tell(ParcelOf(parcel.Sscc), new LabelCommand.Release(parcel.Number, id)));
        }
    }

    private static LabelAsk Ask(int number) => new(
        number, LabelPurpose.Outbound, "o@1", "o", "dc-1", "fast", 1, "parcel", CarrierKind.Http, 500,
        Finance.Money.Of(500, "EUR"), Today, Today, new CarrierDecision(500, null, [], "DE", null, null, false, [], 0));
}
