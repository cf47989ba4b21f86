using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;
using Oms.Custody.Findings;

namespace Oms.Edge.Gateway.Api;

/// <summary>What the scan of a label was taken for.</summary>
/// <param name="Record">The number of its record, by which a correction names it.</param>
/// <param name="Units">What it adds to the count; empty where it adds nothing.</param>
/// <param name="Findings">What does not fit, and what to do about it.</param>
internal sealed record ScanAnswer(
    long Record,
    string Code,
    ReadLabel? Label,
    IReadOnlyList<LogisticContent> Units,
    IReadOnlyList<Finding> Findings)
{
    /// <returns>Null where another record stands for the scan by now.</returns>
    public static ScanAnswer? Of(CheckOutFacts facts, CheckOutCommand.ScanCode scan) =>
        facts.RecordOf(scan) is { Event: CheckOutEvent.CodeScanned read } record
            ? new ScanAnswer(record.Number, read.Code, read.Label, read.Units, read.Findings)
            : null;
}

/// <summary>The count as it stands.</summary>
/// <param name="Closed">Whether a person closed it.</param>
/// <param name="Settled">Whether scans and manual counts agree, or are ruled on, on every line.</param>
/// <param name="Reconciliation">The manifest against the deliveries known so far and this count; null at a check-in
/// or without a manifest.</param>
internal sealed record CountAnswer(
    bool Closed,
    bool Settled,
    IReadOnlyList<TallyLine> Lines,
    IReadOnlyList<Finding> Findings,
    DeliveryReconciliation? Reconciliation)
{
    public static CountAnswer Of(CheckOutFacts facts)
    {
        var tally = facts.Tally();
        return new CountAnswer(
            facts.Cargo is not null, tally.IsSettled, tally.Lines, tally.Findings, facts.Reconcile());
    }
}
