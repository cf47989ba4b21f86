using System.Text.Json.Serialization;
using Oms.Central.Payments;
using Oms.Finance;

namespace Oms.Central.Orders;

/// <content>What may be wrong with prices and tenders.</content>
public sealed partial record OrderTerms
{
    /// <summary>Prices and how they are paid; null for an order that knows no money.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MoneyTerms? Money { get; init; }

    private OrderRejection.InvalidTerms? MoneyFault()
    {
        if (Money is null)
        {
            return ShipPolicy == ShipPolicy.SplitAbove
                ? new("/ship_policy", "An order without prices has no value to compare.")
                : Lines.Any(line => line.Price is not null)
                    ? new("/money", "Lines with prices need the order's currency and terms.")
                    : null;
        }

        return Currency.Find(Money.Currency) is not { } currency
            ? new("/money/currency", "It is no currency of ISO 4217, such as EUR.")
            : (ShipPolicy == ShipPolicy.SplitAbove) != (Money.SplitAbove is not null)
                ? new("/money/split_above", "A value is given for ship policy split_above, only.")
                : Money.SplitAbove is { } above && (above.Currency != currency || !PaymentTerms.IsAmount(above))
                    ? new("/money/split_above", $"It is an amount in {currency}, above 0.")
                    : !IsName(Money.ShippingService)
                        ? new("/money/shipping_service", NameRule)
                        : PricesFault(currency) ?? TendersFault(currency);
    }

    private OrderRejection.InvalidTerms? PricesFault(Currency currency)
    {
        Int128 goods = 0;
        for (var i = 0; i < Lines.Count; i++)
        {
            if (PriceFault(Lines[i], currency, $"/lines/{i}", out var net) is { } fault)
            {
                return fault;
            }

            goods += net;
        }

        return DiscountsFault("/money/discounts", Money!.Discounts, currency, ref goods)
            ?? (goods > PaymentTerms.MinorMax
                ? new("/lines", $"The goods are worth more than {PaymentTerms.MinorMax} minor units.")
                : null);
    }

    /// <summary>What is wrong with the price of a line of an order that has prices; null when nothing is.</summary>
    /// <param name="at">A JSON Pointer to the line within the request.</param>
    /// <param name="net">What the line costs after its own discounts, minor units.</param>
    internal static OrderRejection.InvalidTerms? PriceFault(
        OrderedLine line, Currency currency, string at, out Int128 net)
    {
        net = 0;
        if (line.Price is not { } price)
        {
            return new($"{at}/price", "Every line has one, or none has.");
        }

        if (price.Unit.Currency != currency || price.Unit.Minor is < 0 or > PaymentTerms.MinorMax)
        {
            return new($"{at}/price/unit", $"It is from 0 to {PaymentTerms.MinorMax} minor units of {currency}.");
        }

        if (!IsName(price.TaxCategory))
        {
            return new($"{at}/price/tax_category", NameRule);
        }

        if (price.Per is { } per && per != line.Kit?.PerKit)
        {
            return new($"{at}/price/per", "Only the price of a kit's component is one of several units.");
        }

        net = (Int128)price.Unit.Minor * line.Quantity / (price.Per ?? 1);
        return DiscountsFault($"{at}/price/discounts", price.Discounts, currency, ref net);
    }

    /// <param name="left">What the discounts are taken off.</param>
    private static OrderRejection.InvalidTerms? DiscountsFault(
        string pointer, IReadOnlyList<Discount> discounts, Currency currency, ref Int128 left)
    {
        if (discounts.Count > MoneyTerms.DiscountsMax)
        {
            return new(pointer, $"There are at most {MoneyTerms.DiscountsMax}.");
        }

        for (var i = 0; i < discounts.Count; i++)
        {
            if (!IsName(discounts[i].Code))
            {
                return new($"{pointer}/{i}/code", NameRule);
            }

            if (discounts[i].Amount.Currency != currency || !PaymentTerms.IsAmount(discounts[i].Amount))
            {
                return new($"{pointer}/{i}/amount", $"It is an amount in {currency}, above 0.");
            }

            left -= discounts[i].Amount.Minor;
        }

        return left < 0 ? new(pointer, "They are more than what they are taken off.") : null;
    }

    private OrderRejection.InvalidTerms? TendersFault(Currency currency)
    {
        var tenders = Money!.Tenders;
        if (tenders.Count > MoneyTerms.TendersMax)
        {
            return new("/money/tenders", $"There are at most {MoneyTerms.TendersMax}.");
        }

        if (tenders.Count(tender => tender.Amount is null) > 1)
        {
            return new("/money/tenders", "Only one may be for what the others leave.");
        }

        for (var i = 0; i < tenders.Count; i++)
        {
            if (TenderFault(tenders[i], currency, Money.Capture) is { } fault)
            {
                return new($"/money/tenders/{i}{fault.Field}", fault.Reason);
            }
        }

        return null;
    }

    /// <summary>What is wrong with a tender, with a pointer into it; null when nothing is.</summary>
    internal static OrderRejection.InvalidTerms? TenderFault(Tender tender, Currency currency, CapturePolicy capture) =>
        tender.Amount is { } amount && amount.Currency != currency
            ? new("/amount/currency", $"The order is in {currency}.")
            : tender.TermsOf("order", tender.Amount ?? Finance.Money.Of(1, currency)).Fault() is { } fault
                ? new(fault.Field, fault.Reason)
                : tender.Method == PaymentMethod.CashOnDelivery && capture == CapturePolicy.AfterShipment
                    ? new("/method", "Cash on delivery is captured after delivery, or by people.")
                    : null;
}
