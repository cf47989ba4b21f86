using Oms.Central.Customers;
using Oms.Central.Orders;

namespace Oms.Central.Access;

/// <summary>What is shown of people to those who may not know who they are: a beginning, a city, a country.</summary>
internal static class Personal
{
    private const string Hidden = "***";

    /// <summary>An order as a caller may see it.</summary>
    public static OrderView Shown(this OrderView order, HttpContext context) =>
        Caller.Of(context).SeesPersonal
            ? order
            : order with
            {
                Customer = order.Customer?.Shown(context),
                Lines = [.. order.Lines.Select(Masked)],
            };

    /// <summary>Who gets an order, and where, as a caller may see it.</summary>
    public static Customer Shown(this Customer customer, HttpContext context) =>
        Caller.Of(context).SeesPersonal
            ? customer
            : customer with { Name = Masked(customer.Name), Address = Masked(customer.Address) };

    /// <summary>A customer as a caller may see it.</summary>
    public static CustomerView Shown(this CustomerView customer, HttpContext context) =>
        Caller.Of(context).SeesPersonal
            ? customer
            : customer with
            {
                Profile = customer.Profile with
                {
                    Name = Masked(customer.Profile.Name),
                    Contacts = customer.Profile.Contacts?.Select(each => each with { Value = Hidden }).ToList(),
                    Addresses = customer.Profile.Addresses?
                        .Select(each => each with { Address = Masked(each.Address) }).ToList(),
                    Preferences = customer.Profile.Preferences?.Select(each => each with { Value = Hidden }).ToList(),
                    References = customer.Profile.References?.Select(each => each with { Reference = Hidden }).ToList(),
                },
            };

    /// <summary>The first character, and that there is more.</summary>
    private static string Masked(string name) =>
        System.Globalization.StringInfo.GetNextTextElement(name) is { Length: > 0 } first ? first + Hidden : Hidden;

    private static PostalAddress Masked(PostalAddress address) =>
        address with { Lines = [Hidden], PostalCode = Hidden };

    private static OrderLineView Masked(OrderLineView line) => line with
    {
        Deliveries =
        [
            .. line.Deliveries.Select(each => each with
            {
                SignedBy = each.SignedBy is null ? null : Hidden,
                SignatureSha256 = each.SignatureSha256 is null ? null : Hidden,
            }),
        ],
    };
}
