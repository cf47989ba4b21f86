using Oms.Actors.Journal;
using Oms.Central.Channels;
using Oms.Central.Customers;
using Oms.Central.Products;
using Oms.Central.Storage;

namespace Oms.Central.Operations;

/// <summary>What must hold of channels, products and customers, worked out from their states.</summary>
internal sealed class MasterDataAudit
{
    private const int WholePermille = 1_000;

    private readonly Dictionary<string, Channel> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Product> _products = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GtinOwner> _gtins = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CustomerAccount> _customers = new(StringComparer.Ordinal);
    private readonly FormCodec<ChannelEvent> _channelCodec = new(ChannelEvents.Forms);
    private readonly FormCodec<ProductEvent> _productCodec = new(ProductEvents.Forms);
    private readonly FormCodec<GtinEvent> _gtinCodec = new(GtinEvents.Forms);
    private readonly FormCodec<CustomerEvent> _customerCodec = new(CustomerEvents.Forms);

    public void Fold(JournalRecord record, List<Violation> violations)
    {
        InvariantAudit.Fold(
            AuditRules.ChannelAllocation, record, Channel.Kind, _channels, _channelCodec, Channel.Initial,
            Channel.Evolve, violations);
        InvariantAudit.Fold(
            AuditRules.GtinOwner, record, Product.Kind, _products, _productCodec, Product.Initial, Product.Evolve,
            violations);
        InvariantAudit.Fold(
            AuditRules.GtinOwner, record, GtinOwner.Kind, _gtins, _gtinCodec, GtinOwner.Initial, GtinOwner.Evolve,
            violations);
        InvariantAudit.Fold(
            AuditRules.CustomerMerge, record, CustomerAccount.Kind, _customers, _customerCodec,
            CustomerAccount.Initial, CustomerAccount.Evolve, violations);
    }

    public void Check(List<Violation> violations)
    {
        foreach (var (id, channel) in _channels)
        {
            violations.AddRange(
                from allocation in channel.Allocations
                where FaultOf(allocation.Key, allocation.Value) is not null
                select new Violation(
                    AuditRules.ChannelAllocation, $"{id} {allocation.Key}",
                    FaultOf(allocation.Key, allocation.Value)!));
        }

        CheckGtins(violations);
        CheckMerges(violations);
    }

    private static string? FaultOf(string sku, Allocation allocation) =>
        allocation.Sku != sku ? $"It is of {allocation.Sku}."
        : allocation.Units is null == allocation.SharePermille is null ? "It is neither units nor a share, or both."
        : allocation.Units < 0 ? $"{allocation.Units} units are below zero."
        : allocation.SharePermille is < 0 or > WholePermille
            ? $"{allocation.SharePermille} thousandths are more than all there is, or less than none."
        : allocation.SafetyStock < 0 ? $"{allocation.SafetyStock} units kept back are below zero."
        : null;

    /// <summary>Every GTIN of a product is registered for it, and so for no other.</summary>
    private void CheckGtins(List<Violation> violations)
    {
        foreach (var (id, product) in _products)
        {
            foreach (var (gtin, number) in product.Carried)
            {
                var owner = _gtins.GetValueOrDefault(gtin, GtinOwner.Initial);
                if (owner.Sku != product.Sku || owner.Number < number)
                {
                    violations.Add(new Violation(
                        AuditRules.GtinOwner, gtin,
                        $"The product {id} has it by registration {number}; registration {owner.Number} is for "
                            + $"{owner.Sku ?? "nobody"}."));
                }
            }
        }
    }

    /// <summary>A record that was merged is taken in by the one that it names, and no merges go in a circle.</summary>
    private void CheckMerges(List<Violation> violations)
    {
        foreach (var (id, account) in _customers)
        {
            if (account.Status == CustomerStatus.Active && account.Into is not null)
            {
                violations.Add(new Violation(
                    AuditRules.CustomerMerge, id, $"It is active, and merged into {account.Into}."));
            }

            if (account is { Status: CustomerStatus.Merged, Into: { } into }
                && _customers.GetValueOrDefault(into)?.Absorbed.Contains(id) != true)
            {
                violations.Add(new Violation(
                    AuditRules.CustomerMerge, id, $"It is merged into {into}, which has not got it."));
            }

            violations.AddRange(
                from absorbed in account.Absorbed
                where _customers.GetValueOrDefault(absorbed)?.Into != id
                select new Violation(
                    AuditRules.CustomerMerge, absorbed, $"{id} has taken it in, and it does not say so."));
            if (EndsNowhere(account))
            {
                violations.Add(new Violation(AuditRules.CustomerMerge, id, "Its merges go in a circle."));
            }
        }
    }

    private bool EndsNowhere(CustomerAccount account)
    {
        for (var steps = 0; account.Into is { } into; steps++)
        {
            if (steps > _customers.Count)
            {
                return true;
            }

            account = _customers.GetValueOrDefault(into, CustomerAccount.Initial);
        }

        return false;
    }
}
