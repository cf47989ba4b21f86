using NodaTime;

namespace Oms.Central.Transfers;

/// <summary>A transfer as the API shows it.</summary>
internal sealed record TransferView(
    string Id,
    long Version,
    TransferStatus Status,
    string From,
    string To,
    int InTransit,
    IReadOnlyList<TransferLineView> Lines,
    string? Reason)
{
    public static TransferView Of(string id, Transfer transfer) => new(
        id,
        transfer.Revision,
        transfer.Status,
        transfer.Terms?.From ?? string.Empty,
        transfer.Terms?.To ?? string.Empty,
        transfer.InTransit,
        [
            .. transfer.Lines.Select(line => new TransferLineView(
                line.Number,
                line.Sku,
                line.Quantity,
                line.Refused,
                [
                    .. line.Lots.Select(lot => new TransferLotView(
                        lot.Lot, lot.Expires, lot.Sent, lot.Received, lot.Missing, lot.InTransit, lot.Serials,
                        lot.Refused)),
                ])),
        ],
        transfer.Reason);
}

/// <param name="Refused">Why its units did not leave; null unless they did not.</param>
internal sealed record TransferLineView(
    int Line, string Sku, int Quantity, string? Refused, IReadOnlyList<TransferLotView> Lots);

/// <param name="Serials">Those still on their way; null where units have none.</param>
/// <param name="Refused">Units on their way that a location did not take; null where there are none.</param>
internal sealed record TransferLotView(
    string Lot,
    LocalDate? Expires,
    int Sent,
    int Received,
    int Missing,
    int InTransit,
    IReadOnlyList<string>? Serials,
    TransferRefusal? Refused);

internal sealed record DraftTransferBody(string Transfer, string From, string To, IReadOnlyList<TransferOrder> Lines);

internal sealed record ReceiveTransferBody(
    string Ref, int Line, string Lot, int Quantity, IReadOnlyList<string>? Serials = null, string? At = null);

internal sealed record TransferReasonBody(string Reason);
