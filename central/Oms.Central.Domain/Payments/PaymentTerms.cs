using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Orders;
using Oms.Entities;
using Oms.Finance;

namespace Oms.Central.Payments;

/// <summary>What a payment is for, and how it is paid.</summary>
/// <param name="Order">The order that it pays, or a part of it: an order may have several payments.</param>
/// <param name="Amount">The most that may be captured.</param>
/// <param name="Card">The card; for that method only.</param>
/// <param name="DueOn">The day on which an invoice is due; for that method only.</param>
public sealed record PaymentTerms(
    string Order, PaymentMethod Method, Money Amount, CardReference? Card, LocalDate? DueOn)
{
    /// <summary>Whose store credit it is paid from; for that method only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Account { get; init; }

    /// <summary>The largest amount, in minor units: what people type by mistake is more often above it than not, and
    /// sums of any number of them that a payment may hold stay within 64 bits.</summary>
    public const long MinorMax = 1_000_000_000_000_000;

    /// <summary>Whether the house grants it on its own risk, so that approval limits hold.</summary>
    [JsonIgnore]
    public bool IsOnCredit => Method is PaymentMethod.InvoiceTerms or PaymentMethod.CashOnDelivery;

    /// <summary>The first term that is out of its range; null when all are good.</summary>
    public PaymentRejection.InvalidTerms? Fault() =>
        !EntityAddress.IsId(Order) ? new("/order", "It is not an order's id.")
        : !IsAmount(Amount) ? new("/amount/minor", AmountRule)
        : (Method == PaymentMethod.Card) != (Card is not null) ? new("/card", "A card is given for method card, only.")
        : Card is not null && CardFault(Card) is { } fault ? fault
        : (Method == PaymentMethod.InvoiceTerms) != (DueOn is not null)
            ? new("/due_on", "A day is given for method invoice_terms, only.")
        : (Method == PaymentMethod.StoreCredit) != (Account is not null)
            ? new("/account", "An account is given for method store_credit, only.")
        : Account is not null && !StoreCredit.IsAccount(Account) ? new("/account", StoreCredit.AccountRule)
        : null;

    /// <summary>Whether an amount may be asked for: from 1 to <see cref="MinorMax"/> minor units.</summary>
    public static bool IsAmount(Money amount) => amount.Minor is >= 1 and <= MinorMax;

    internal static string AmountRule => $"It must be from 1 to {MinorMax} minor units.";

    private static PaymentRejection.InvalidTerms? CardFault(CardReference card) =>
        !OrderTerms.IsName(card.Token) ? new("/card/token", "It must have 1 to 64 characters, none a control one.")
        : CardNumbers.Contains(card.Token) ? new("/card/token", "It is a card's number; give the provider's token.")
        : card.Last4.Length != 4 || !card.Last4.All(char.IsAsciiDigit) ? new("/card/last4", "It must be 4 digits.")
        : null;
}
