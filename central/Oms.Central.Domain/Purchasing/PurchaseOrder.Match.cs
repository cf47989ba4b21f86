using Decision = Oms.Entities.Decision<Oms.Central.Purchasing.PurchaseEvent, Oms.Central.Purchasing.PurchaseRejection>;

namespace Oms.Central.Purchasing;

/// <content>Invoices against what was ordered and what came: the three-way match.</content>
public sealed partial record PurchaseOrder
{
    private const long Permille = 1_000;

    private Decision Match(PurchaseCommand.MatchInvoice c)
    {
        if (Invoices.Find(invoice => invoice.Ref == c.Ref) is { } known)
        {
            return known.Total == c.Total && known.Lines.SequenceEqual(c.Lines)
                ? Decision.AlreadyDone
                : Decision.Reject(new PurchaseRejection.ReferenceReused(c.Ref));
        }

        if (Status is PurchaseStatus.Draft or PurchaseStatus.Cancelled or PurchaseStatus.Rejected)
        {
            return Decision.Reject(Illegal("Nothing was ordered by it."));
        }

        if (Invoices.Count >= PapersMax)
        {
            return Decision.Reject(new PurchaseRejection.TooMany(PapersMax));
        }

        if (c.Total.Currency != Currency)
        {
            return Decision.Reject(new PurchaseRejection.Invalid("/total/currency", $"It must be {Currency}."));
        }

        return Unreadable(c) ?? Decision.Accept(
            new PurchaseEvent.InvoiceMatched(c.Ref, c.Lines, c.Total, [.. Findings(c)]));
    }

    private Decision? Unreadable(PurchaseCommand.MatchInvoice c)
    {
        if (c.Lines.Count is < 1 or > PurchaseTerms.LinesMax)
        {
            return Decision.Reject(new PurchaseRejection.Invalid(
                "/lines", $"An invoice has 1 to {PurchaseTerms.LinesMax} lines."));
        }

        foreach (var (index, line) in c.Lines.Index())
        {
            if (Line(line.Line) is null)
            {
                return Decision.Reject(new PurchaseRejection.NoSuchLine(line.Line));
            }

            if (line.Quantity is < 1 or > PurchaseTerms.QuantityMax
                || line.UnitCost.Currency != Currency || line.UnitCost.Minor is < 0 or > PurchaseTerms.CostMax)
            {
                return Decision.Reject(new PurchaseRejection.Invalid(
                    $"/lines/{index}", $"1 to {PurchaseTerms.QuantityMax} units, at a price in {Currency}."));
            }

            if (c.Lines.Take(index).Any(other => other.Line == line.Line))
            {
                return Decision.Reject(new PurchaseRejection.Invalid(
                    $"/lines/{index}/line", "The line is named twice."));
            }
        }

        return null;
    }

    private IEnumerable<MatchFinding> Findings(PurchaseCommand.MatchInvoice c)
    {
        foreach (var invoiced in c.Lines)
        {
            var line = Line(invoiced.Line)!;
            var owed = line.Good - line.Invoiced;
            if (invoiced.Quantity > owed)
            {
                yield return new MatchFinding("quantity", invoiced.Line, invoiced.Quantity, int.Max(0, owed));
            }

            var agreed = line.UnitCost.Minor;
            var most = agreed + (agreed * Terms!.TolerancePermille / Permille);
            if (invoiced.UnitCost.Minor > most)
            {
                yield return new MatchFinding("price", invoiced.Line, invoiced.UnitCost.Minor, most);
            }
        }

        var sum = c.Lines.Aggregate(Int128.Zero, (all, line) => all + ((Int128)line.UnitCost.Minor * line.Quantity));
        if (sum != c.Total.Minor)
        {
            yield return new MatchFinding("total", null, c.Total.Minor, (long)Int128.Clamp(sum, 0, long.MaxValue));
        }
    }

    private Decision DecideInvoice(PurchaseCommand.DecideInvoice c)
    {
        var decided = c.Approved ? InvoiceStatus.Approved : InvoiceStatus.Refused;
        return Invoices.Find(invoice => invoice.Ref == c.Ref) is not { } invoice
            ? Decision.Reject(new PurchaseRejection.NoSuchInvoice(c.Ref))
            : invoice.Status == decided
                ? Decision.AlreadyDone
            : invoice.Status == InvoiceStatus.Disputed
                ? Decision.Accept(new PurchaseEvent.InvoiceDecided(c.Ref, c.Approved, c.Reason, c.By))
            : Decision.Reject(Illegal("The invoice is decided already, or agrees."));
    }
}
