using Oms.Central.Customers;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Entities;

namespace Oms.Central.Orders;

/// <summary>Who orders: a customer who is told of in the order, or a registered one.</summary>
internal static class OrderCustomers
{
    private const int MergesMax = 100;
    private const string Shipping = "shipping";

    /// <summary>The record that stands for a registered customer: of one that was merged, the one that stays.</summary>
    /// <returns>Its id and state, or the problem.</returns>
    public static async Task<(string Id, CustomerAccount Account, Answer? Problem)> ResolveAsync(
        CentralNode node, string name, CancellationToken cancellationToken)
    {
        if (!StockItemId.IsLocation(name))
        {
            return (name, CustomerAccount.Initial, Unknown(name));
        }

        var id = EntityAddress.Join(name);
        for (var merges = 0; merges <= MergesMax; merges++)
        {
            var account = (await node.Accounts.ReadAsync(
                CentralNode.Address(CustomerAccount.Kind, id), cancellationToken)).State;
            switch (account.Status)
            {
                case CustomerStatus.Merged:
                    id = account.Into!;
                    break;
                case CustomerStatus.Absent:
                    return (id, account, Unknown(name));
                case CustomerStatus.Erased:
                    return (id, account, CustomerAnswers.Erased);
                default:
                    return (id, account, null);
            }
        }

        return (id, CustomerAccount.Initial, Unknown(name));
    }

    /// <summary>Who gets an order, and where: what is personal of a registered customer is encrypted.</summary>
    /// <param name="given">What the request says; null for what the customer's record says.</param>
    /// <returns>The destination, or the problem.</returns>
    public static async Task<(OrderDestination? Destination, Answer? Problem)> DestinationAsync(
        CentralNode node, string id, CustomerAccount account, Customer? given)
    {
        if (given is null)
        {
            if (account.Profile is not { } profile || await node.Customers.OpenAsync(id, profile) is not { } open)
            {
                return (null, CustomerAnswers.Erased);
            }

            if (open.Addresses is not [var first, ..] addresses)
            {
                return (null, Problems.Invalid("/customer", "The customer has no address; give one."));
            }

            given = new Customer(
                open.Name, (addresses.FirstOrDefault(each => each.Label == Shipping) ?? first).Address);
        }

        return await SealedAsync(node, id, given) is { } destination
            ? (destination, null)
            : (null, CustomerAnswers.Erased);
    }

    /// <summary>A destination whose name and address only the customer's key can open; null where the customer was
    /// erased.</summary>
    public static async Task<OrderDestination?> SealedAsync(CentralNode node, string id, Customer given) =>
        await node.Customers.SealAsync(id, given) is { } text
            ? new OrderDestination(CountryOnly(given), text)
            : null;

    /// <summary>What an order says of who gets it; null where a registered customer was erased.</summary>
    public static async Task<Customer?> OpenAsync(CentralNode node, Order order) =>
        order.Terms!.CustomerId is not { } id ? order.ShipTo().Customer
        : order.ShipTo().Sealed is { } text ? await node.Customers.OpenOrderAsync(id, text)
        : null;

    /// <summary>What an order's terms say of who gets it, before it is placed; null where a registered customer was
    /// erased.</summary>
    public static async Task<Customer?> OpenAsync(CentralNode node, OrderTerms terms) =>
        terms is { CustomerId: { } id, SealedCustomer: { } text }
            ? await node.Customers.OpenOrderAsync(id, text)
            : terms.Customer;

    /// <summary>All that an order says in the open of a registered customer.</summary>
    private static Customer CountryOnly(Customer customer) =>
        new(string.Empty, new PostalAddress([], string.Empty, string.Empty, customer.Address.Country));

    private static Answer Unknown(string name) => Problems.Of(
        409, "customer-unknown", "No customer is registered under this id.", body => body.Customer = name);
}
