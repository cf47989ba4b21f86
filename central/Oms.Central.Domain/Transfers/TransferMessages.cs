using System.Text.Json.Serialization;
using Oms.Central.Inventory;

namespace Oms.Central.Transfers;

/// <summary>What a transfer can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(TransferCommand.Draft), "draft")]
[JsonDerivedType(typeof(TransferCommand.MakeReady), "make_ready")]
[JsonDerivedType(typeof(TransferCommand.Dispatch), "dispatch")]
[JsonDerivedType(typeof(TransferCommand.RecordSent), "record_sent")]
[JsonDerivedType(typeof(TransferCommand.RecordRefused), "record_refused")]
[JsonDerivedType(typeof(TransferCommand.Receive), "receive")]
[JsonDerivedType(typeof(TransferCommand.RecordReceiptRefused), "record_receipt_refused")]
[JsonDerivedType(typeof(TransferCommand.Close), "close")]
[JsonDerivedType(typeof(TransferCommand.Cancel), "cancel")]
public abstract record TransferCommand
{
    private TransferCommand()
    {
    }

    /// <param name="Id">The transfer's own id.</param>
    public sealed record Draft(string Id, TransferTerms Terms) : TransferCommand;

    public sealed record MakeReady : TransferCommand;

    public sealed record Dispatch : TransferCommand;

    /// <summary>The stock item's answer: what it gave.</summary>
    public sealed record RecordSent(int Line, IReadOnlyList<MovedLot> Lots) : TransferCommand;

    /// <summary>The stock item's answer: why it gave nothing.</summary>
    public sealed record RecordRefused(int Line, string Reason) : TransferCommand;

    /// <param name="Ref">The receipt's reference: the same one again changes nothing.</param>
    /// <param name="Serials">The units that arrived; null where units have no serials.</param>
    public sealed record Receive(string Ref, int Line, string Lot, int Quantity, IReadOnlyList<string>? Serials)
        : TransferCommand
    {
        /// <summary>The location where they arrived; null for the one that they were sent to.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? At { get; init; }
    }

    /// <summary>The stock item's answer to a receipt: why it did not take the units.</summary>
    public sealed record RecordReceiptRefused(string Ref, int Line, string At, MovedLot Units, string Reason)
        : TransferCommand;

    /// <summary>Says that what has not arrived will not.</summary>
    public sealed record Close(string Reason) : TransferCommand;

    /// <summary>Gives up a transfer whose units have not left.</summary>
    public sealed record Cancel(string Reason) : TransferCommand;
}

/// <summary>What happened to a transfer. Stored for ever (<see cref="TransferEvents"/>).</summary>
public abstract record TransferEvent
{
    private TransferEvent()
    {
    }

    public sealed record TransferDrafted(string Id, TransferTerms Terms) : TransferEvent;

    public sealed record TransferMadeReady : TransferEvent;

    public sealed record TransferDispatched(string Id, TransferTerms Terms) : TransferEvent;

    public sealed record LineSent(int Line, IReadOnlyList<MovedLot> Lots) : TransferEvent;

    public sealed record LineRefused(int Line, string Reason) : TransferEvent;

    /// <param name="To">The location where they arrived.</param>
    /// <param name="Units">What arrived.</param>
    public sealed record UnitsReceived(string Id, string Ref, int Line, string Sku, string To, MovedLot Units)
        : TransferEvent;

    /// <summary>A location did not take what had arrived there: the units are on their way again.</summary>
    public sealed record ReceiptRefused(string Ref, int Line, string At, MovedLot Units, string Reason) : TransferEvent;

    /// <param name="Missing">What never arrived; empty when all did.</param>
    /// <param name="Reason">Why; null when all arrived.</param>
    public sealed record TransferReceived(IReadOnlyList<TransferDiscrepancy> Missing, string? Reason) : TransferEvent;

    public sealed record TransferCancelled(string Reason) : TransferEvent;
}

/// <summary>Why a transfer may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(TransferRejection.NoSuchTransfer), "no_such_transfer")]
[JsonDerivedType(typeof(TransferRejection.IdTaken), "id_taken")]
[JsonDerivedType(typeof(TransferRejection.Invalid), "invalid")]
[JsonDerivedType(typeof(TransferRejection.IllegalTransition), "illegal_transition")]
[JsonDerivedType(typeof(TransferRejection.ReferenceReused), "reference_reused")]
[JsonDerivedType(typeof(TransferRejection.NotInTransit), "not_in_transit")]
public abstract record TransferRejection
{
    private TransferRejection()
    {
    }

    public sealed record NoSuchTransfer : TransferRejection;

    /// <summary>The id stands for another transfer.</summary>
    public sealed record IdTaken : TransferRejection;

    /// <param name="Field">A JSON Pointer (RFC 6901) into the body.</param>
    public sealed record Invalid(string Field, string Reason) : TransferRejection;

    public sealed record IllegalTransition(TransferStatus Status, string Reason) : TransferRejection;

    /// <summary>The reference stands for other units.</summary>
    public sealed record ReferenceReused(string Ref) : TransferRejection;

    /// <summary>More would arrive than is on its way.</summary>
    public sealed record NotInTransit(int Line, string Lot, int InTransit) : TransferRejection;
}
