using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Carriers.CloseOutEvent, Oms.Central.Carriers.CloseOutRejection>;

namespace Oms.Central.Carriers;

/// <summary>What a carrier is handed from one location on one day, and is told of: an end-of-day close-out, also called
/// a manifest or a SCAN form. A day may have several, one after the other.</summary>
/// <remarks>
/// It begins with the parcels that it wants. The label of each says whether it may have it, and a label is in one
/// close-out only (<see cref="ShippingLabel"/>); once all have answered it is sealed, and the carrier is told of what
/// is in it, again with the same key where nobody knows what it did. What the carrier declines is given back: its
/// parcels wait for the next one.
/// </remarks>
/// <param name="Terms">Null before it begins.</param>
/// <param name="Parcels">In the order of their numbers.</param>
/// <param name="More">Whether more parcels waited than one has room for.</param>
/// <param name="Calls">How often the carrier was called about it.</param>
/// <param name="DueAt">When the carrier is to be called next; null where nothing is due.</param>
/// <param name="CalledBy">Who calls it; null where nobody has.</param>
/// <param name="Reference">What the carrier calls it; null before it has accepted it.</param>
/// <param name="Reason">Why it is not known, or declined; null where that needs no reason.</param>
/// <param name="SealedAt">Null before all labels have answered.</param>
public sealed record CloseOut(
    long Revision,
    CloseOutTerms? Terms,
    CloseOutStage Stage,
    ImmutableList<CloseOutParcel> Parcels,
    bool More,
    int Calls,
    Instant? DueAt,
    string? CalledBy,
    string? Reference,
    string? Reason,
    Instant? SealedAt)
    : IEntity<CloseOut, CloseOutCommand, CloseOutEvent, CloseOutRejection>
{
    /// <summary>The kind in every close-out's address; <see cref="CloseOutTerms.Id"/> is the id.</summary>
    public const string Kind = "close-out";

    /// <summary>Parcels of one; what does not fit waits for the next.</summary>
    public const int ParcelsMax = 500;

    public static CloseOut Initial { get; } =
        new(0, null, CloseOutStage.Gathering, [], false, 0, null, null, null, null, null);

    /// <summary>What the carrier is told of.</summary>
    [JsonIgnore]
    public IEnumerable<CloseOutParcel> Included => Parcels.Where(parcel => parcel.Fate == ParcelFate.Included);

    public static Decision Decide(CloseOut state, CloseOutCommand command, Instant now) =>
        command switch
        {
            CloseOutCommand.Begin { Parcels.Count: < 1 or > ParcelsMax } =>
                Decision.Reject(new CloseOutRejection.NothingToClose()),
            CloseOutCommand.Begin c when state.Terms is null =>
                Decision.Accept(new CloseOutEvent.CloseOutBegun(
                    c.Terms, [.. c.Parcels.DistinctBy(parcel => parcel.Sscc)], c.More, now)),
            CloseOutCommand.Begin c => c.Terms == state.Terms
                ? Decision.AlreadyDone
                : Decision.Reject(new CloseOutRejection.Taken()),

            // Whoever tells of what does not wait for it has told before.
            CloseOutCommand.RecordIncluded c when state.Waits(c.Sscc, c.Number) =>
                state.Answered(new CloseOutEvent.ParcelIncluded(c.Sscc, c.Number), now),
            CloseOutCommand.RecordLeftOut c when state.Waits(c.Sscc, c.Number) =>
                state.Answered(new CloseOutEvent.ParcelLeftOut(c.Sscc, c.Number, c.Reason), now),
            CloseOutCommand.NoteUnwanted c
                when state.Find(c.Sscc, c.Number) is { Fate: ParcelFate.Included, Exception: null } =>
                Decision.Accept(new CloseOutEvent.ExceptionNoted(c.Sscc, c.Number, c.Reason, now)),

            CloseOutCommand.BeginCall c => state.DueAt is { } due && due <= now
                ? Decision.Accept(new CloseOutEvent.CallBegun(c.By, now + ShippingLabel.CallLease))
                : Decision.Reject(new CloseOutRejection.CallUnderWay(state.DueAt)),
            CloseOutCommand.RecordAccepted c when state.Stage == CloseOutStage.Sealed =>
                Decision.Accept(new CloseOutEvent.CloseOutAccepted(c.Reference)),
            CloseOutCommand.RecordDeclined c when state.Stage == CloseOutStage.Sealed =>
                Decision.Accept(new CloseOutEvent.CloseOutDeclined(
                    c.Reason, [.. state.Included.Select(parcel => new ParcelNumber(parcel.Sscc, parcel.Number))])),
            CloseOutCommand.RecordDoubt c when state.Stage == CloseOutStage.Sealed =>
                Decision.Accept(new CloseOutEvent.CallInDoubt(
                    c.Reason, now + ShippingLabel.PauseAfter(state.Calls))),
            _ => Decision.AlreadyDone,
        };

    public static CloseOut Evolve(CloseOut state, CloseOutEvent happened)
    {
        var next = happened switch
        {
            CloseOutEvent.CloseOutBegun e => state with
            {
                Terms = e.Terms,
                Parcels = [.. e.Parcels.OrderBy(parcel => parcel.Sscc, StringComparer.Ordinal)],
                More = e.More,
            },
            CloseOutEvent.ParcelIncluded e =>
                state.Set(e.Sscc, parcel => parcel with { Fate = ParcelFate.Included }),
            CloseOutEvent.ParcelLeftOut e =>
                state.Set(e.Sscc, parcel => parcel with { Fate = ParcelFate.LeftOut, Reason = e.Reason }),
            CloseOutEvent.ExceptionNoted e => state.Set(e.Sscc, parcel => parcel with { Exception = e.Reason }),
            CloseOutEvent.CloseOutSealed e =>
                state with { Stage = CloseOutStage.Sealed, DueAt = e.At, SealedAt = e.At },
            CloseOutEvent.CloseOutEmptied => state with { Stage = CloseOutStage.Empty },
            CloseOutEvent.CallBegun e => state with { Calls = state.Calls + 1, CalledBy = e.By, DueAt = e.Until },
            CloseOutEvent.CallInDoubt e => state with { DueAt = e.Again, CalledBy = null, Reason = e.Reason },
            CloseOutEvent.CloseOutAccepted e => state with
            {
                Stage = CloseOutStage.Accepted,
                DueAt = null,
                Reference = e.Reference,
                Reason = null,
            },
            CloseOutEvent.CloseOutDeclined e => state with
            {
                Stage = CloseOutStage.Declined,
                DueAt = null,
                Reason = e.Reason,
            },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
        return next with { Revision = state.Revision + 1 };
    }

    private CloseOutParcel? Find(string sscc, int number) =>
        Parcels.Find(parcel => parcel.Sscc == sscc && parcel.Number == number);

    private bool Waits(string sscc, int number) =>
        Stage == CloseOutStage.Gathering && Find(sscc, number) is { Fate: ParcelFate.Asked };

    /// <summary>The last answer seals it, or shows that there is nothing in it.</summary>
    private Decision Answered(CloseOutEvent happened, Instant now) =>
        Parcels.Count(parcel => parcel.Fate == ParcelFate.Asked) > 1
            ? Decision.Accept(happened)
            : Decision.Accept(
            [
                happened,
                happened is CloseOutEvent.ParcelIncluded || Included.Any()
                    ? new CloseOutEvent.CloseOutSealed(now)
                    : new CloseOutEvent.CloseOutEmptied(),
            ]);

    private CloseOut Set(string sscc, Func<CloseOutParcel, CloseOutParcel> change)
    {
        var at = Parcels.FindIndex(parcel => parcel.Sscc == sscc);
        return this with { Parcels = Parcels.SetItem(at, change(Parcels[at])) };
    }
}
