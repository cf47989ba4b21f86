using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Carriers.LabelEvent, Oms.Central.Carriers.LabelRejection>;

namespace Oms.Central.Carriers;

/// <summary>The labels of one parcel: one at a time, so that no carrier has two of it.</summary>
/// <remarks>
/// That a label is asked for is stored before the carrier is called, and so is that a call begins; the outcome is
/// stored after it. A call that nobody came back from may have had its effect: the carrier is asked again with the same
/// key, which stands for one label however often it arrives.
/// </remarks>
/// <param name="Labels">In the order in which they were asked for; at most the last one <c>MayExist</c>.</param>
public sealed record ShippingLabel(long Revision, ImmutableList<ParcelLabel> Labels)
    : IEntity<ShippingLabel, LabelCommand, LabelEvent, LabelRejection>
{
    /// <summary>The kind in every label's address; the id is the parcel's SSCC.</summary>
    public const string Kind = "shipping-label";

    /// <summary>Labels of one parcel, void ones included.</summary>
    public const int LabelsMax = 50;

    /// <summary>How long one call may take; longer than any carrier is waited for.</summary>
    public static readonly Duration CallLease = Duration.FromSeconds(60);

    /// <summary>Why a label is kept that is in a close-out.</summary>
    public const string InCloseOut = "closed-out";

    private const int PauseSecondsMax = 60;

    public static ShippingLabel Initial { get; } = new(0, []);

    /// <summary>How long a carrier is left alone after a call whose outcome nobody knows.</summary>
    /// <param name="calls">How often it was called.</param>
    public static Duration PauseAfter(int calls) =>
        Duration.FromSeconds(int.Min(PauseSecondsMax, 1 << int.Min(calls, 6)));

    /// <summary>The last one; null before the first.</summary>
    [JsonIgnore]
    public ParcelLabel? Last => Labels.IsEmpty ? null : Labels[^1];

    public static Decision Decide(ShippingLabel state, LabelCommand command, Instant now) =>
        command switch
        {
            LabelCommand.Ask c => state.Asked(c, now),
            LabelCommand.Include c => state.Included(c),
            _ when state.Last is not { } last || last.Ask.Number != NumberOf(command) => Decision.AlreadyDone,
            LabelCommand.BeginCall c => state.BeginCall(c, now),
            LabelCommand.RecordPrinted c => state.Last.Stage == LabelStage.Asked
                ? Decision.Accept(
                [
                    new LabelEvent.LabelPrinted(
                        state.Last.Ask.Owner, c.Number, c.Tracking, c.Cost ?? state.Last.Ask.Cost)
                    {
                        Purpose = state.Last.Ask.Purpose,
                    },
                    .. state.Last.IsUnwanted
                        ? new[] { new LabelEvent.LabelVoidRequested(c.Number, now) }
                        : [],
                ])
                : Decision.AlreadyDone,
            LabelCommand.RecordDeclined c => state.Last.Stage == LabelStage.Asked
                ? Decision.Accept(new LabelEvent.LabelDeclined(state.Last.Ask.Owner, c.Number, c.Reason)
                {
                    Purpose = state.Last.Ask.Purpose,
                })
                : Decision.AlreadyDone,
            LabelCommand.RecordDoubt c => state.Last.DueAt is null
                ? Decision.AlreadyDone
                : Decision.Accept(new LabelEvent.CallInDoubt(
                    c.Number, c.Reason, now + PauseAfter(state.Last.Calls))),
            LabelCommand.Void c => state.Last.Stage switch
            {
                LabelStage.Asked when !state.Last.IsUnwanted =>
                    Decision.Accept(new LabelEvent.LabelUnwanted(c.Number)),

                // What the carrier was told that it is handed is not taken back: the close-out notes that it is not.
                LabelStage.Printed or LabelStage.Kept when state.Last.CloseOut is { } closeOut =>
                    Decision.Accept(state.Last.KeptIn(closeOut)),
                LabelStage.Printed or LabelStage.Kept =>
                    Decision.Accept(new LabelEvent.LabelVoidRequested(c.Number, now)),
                _ => Decision.AlreadyDone,
            },
            LabelCommand.RecordVoided c => state.Last.Stage == LabelStage.VoidAsked
                ? Decision.Accept(new LabelEvent.LabelVoided(state.Last.Ask.Owner, c.Number)
                {
                    Purpose = state.Last.Ask.Purpose,
                })
                : Decision.AlreadyDone,
            LabelCommand.RecordKept c => state.Last.Stage == LabelStage.VoidAsked
                ? Decision.Accept(new LabelEvent.LabelKept(state.Last.Ask.Owner, c.Number, c.Reason)
                {
                    Purpose = state.Last.Ask.Purpose,
                })
                : Decision.AlreadyDone,
            LabelCommand.Release c => state.Last.CloseOut == c.CloseOut
                ? Decision.Accept(new LabelEvent.LabelReleased(c.Number, c.CloseOut))
                : Decision.AlreadyDone,
            _ => throw new UnreachableException($"No such command: {command}."),
        };

    public static ShippingLabel Evolve(ShippingLabel state, LabelEvent happened)
    {
        var next = happened switch
        {
            LabelEvent.LabelAsked e => state with
            {
                Labels = state.Labels.Add(new ParcelLabel(
                    e.Ask, LabelStage.Asked, 0, e.At, null, null, null, null, IsUnwanted: false)),
            },
            LabelEvent.CallBegun e => state.Set(label => label with
            {
                Calls = label.Calls + 1,
                CalledBy = e.By,
                DueAt = e.Until,
            }),
            LabelEvent.LabelPrinted e => state.Set(label => label with
            {
                Stage = LabelStage.Printed,
                DueAt = null,
                Tracking = e.Tracking,
                Cost = e.Cost,
                Reason = null,
            }),
            LabelEvent.LabelDeclined e => state.Set(label => label with
            {
                Stage = LabelStage.Declined,
                DueAt = null,
                Reason = e.Reason,
            }),
            LabelEvent.CallInDoubt e => state.Set(label => label with
            {
                DueAt = e.Again,
                CalledBy = null,
                Reason = e.Reason,
            }),
            LabelEvent.LabelUnwanted => state.Set(label => label with { IsUnwanted = true }),
            LabelEvent.LabelVoidRequested e => state.Set(label => label with
            {
                Stage = LabelStage.VoidAsked,
                DueAt = e.At,
                CalledBy = null,
            }),
            LabelEvent.LabelVoided => state.Set(label => label with
            {
                Stage = LabelStage.Voided,
                DueAt = null,
                Reason = null,
            }),
            LabelEvent.LabelKept e => state.Set(label => label with
            {
                Stage = LabelStage.Kept,
                DueAt = null,
                Reason = e.Reason,
            }),
            LabelEvent.LabelClosedOut e => state.Set(label => label with { CloseOut = e.CloseOut }),
            LabelEvent.LabelReleased => state.Set(label => label with { CloseOut = null }),
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
        return next with { Revision = state.Revision + 1 };
    }

    private static int NumberOf(LabelCommand command) =>
        command switch
        {
            LabelCommand.BeginCall c => c.Number,
            LabelCommand.RecordPrinted c => c.Number,
            LabelCommand.RecordDeclined c => c.Number,
            LabelCommand.RecordDoubt c => c.Number,
            LabelCommand.Void c => c.Number,
            LabelCommand.RecordVoided c => c.Number,
            LabelCommand.RecordKept c => c.Number,
            LabelCommand.Release c => c.Number,
            _ => 0,
        };

    private Decision Asked(LabelCommand.Ask c, Instant now) =>
        Labels.Exists(label => label.Ask.Number == c.Label.Number)
            ? Decision.AlreadyDone
            : Last is { MayExist: true } live
                ? Decision.Reject(new LabelRejection.LabelExists(live.Ask.Number, live.Stage))
                : Labels.Count >= LabelsMax
                    ? Decision.Reject(new LabelRejection.TooMany(LabelsMax))
                    : Decision.Accept(new LabelEvent.LabelAsked(c.Label, now));

    private Decision BeginCall(LabelCommand.BeginCall c, Instant now) =>
        Last!.DueAt is not { } due || due > now
            ? Decision.Reject(new LabelRejection.CallUnderWay(Last.DueAt))
            : Decision.Accept(new LabelEvent.CallBegun(c.Number, c.By, now + CallLease));

    /// <summary>A label is in one close-out only.</summary>
    private Decision Included(LabelCommand.Include c) =>
        Last is not { } last || last.Ask.Number != c.Number ? Decision.Reject(new LabelRejection.NotLive())
        : last.CloseOut == c.CloseOut ? Decision.AlreadyDone
        : last.CloseOut is { } other ? Decision.Reject(new LabelRejection.ClosedOut(other))
        : last.WaitsForCloseOut ? Decision.Accept(
        [
            new LabelEvent.LabelClosedOut(c.Number, c.CloseOut),

            // Nobody has wanted it since it was in one that was declined.
            .. last.Reason == InCloseOut ? new[] { last.KeptIn(c.CloseOut) } : [],
        ])
        : Decision.Reject(new LabelRejection.NotLive());

    private ShippingLabel Set(Func<ParcelLabel, ParcelLabel> change) =>
        this with { Labels = Labels.SetItem(Labels.Count - 1, change(Labels[^1])) };
}
