using System.Diagnostics;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Purchasing.SupplierEvent, Oms.Central.Purchasing.SupplierRejection>;

namespace Oms.Central.Purchasing;

/// <summary>Somebody from whom goods are bought.</summary>
/// <param name="Id">Null while there is no such supplier.</param>
/// <param name="IsActive">Whether purchase orders may be drafted.</param>
public sealed record Supplier(long Revision, string? Id, bool IsActive, SupplierTerms? Terms)
    : IEntity<Supplier, SupplierCommand, SupplierEvent, SupplierRejection>
{
    /// <summary>The kind in every supplier's address; the id is the supplier's, percent-escaped.</summary>
    public const string Kind = "supplier";

    public static Supplier Initial { get; } = new(0, null, false, null);

    public static Decision Decide(Supplier state, SupplierCommand command, Instant now) =>
        command switch
        {
            SupplierCommand.Define { Terms: var terms } when terms.Fault() is { } fault => Decision.Reject(fault),
            SupplierCommand.Define c when state.Id is null =>
                Decision.Accept(new SupplierEvent.SupplierDefined(c.Supplier, c.Terms)),
            SupplierCommand.Define c => c.Terms == state.Terms
                ? Decision.AlreadyDone
                : Decision.Reject(new SupplierRejection.Differs()),

            _ when state.Id is null => Decision.Reject(new SupplierRejection.NoSuchSupplier()),
            _ when Expected(command) is { } expected && expected != state.Revision =>
                Decision.Reject(new SupplierRejection.StaleRevision(expected, state.Revision)),

            SupplierCommand.Revise { Terms: var terms } when terms.Fault() is { } fault => Decision.Reject(fault),
            SupplierCommand.Revise c when c.Terms == state.Terms => Decision.AlreadyDone,
            SupplierCommand.Revise c => Decision.Accept(new SupplierEvent.SupplierRevised(c.Terms)),
            SupplierCommand.SetActive c when c.IsActive == state.IsActive => Decision.AlreadyDone,
            SupplierCommand.SetActive c => Decision.Accept(new SupplierEvent.SupplierActivitySet(c.IsActive)),
            _ => throw new UnreachableException($"No such command: {command}."),
        };

    public static Supplier Evolve(Supplier state, SupplierEvent happened)
    {
        var next = state with { Revision = state.Revision + 1 };
        return happened switch
        {
            SupplierEvent.SupplierDefined e => next with { Id = e.Supplier, IsActive = true, Terms = e.Terms },
            SupplierEvent.SupplierRevised e => next with { Terms = e.Terms },
            SupplierEvent.SupplierActivitySet e => next with { IsActive = e.IsActive },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
    }

    private static long? Expected(SupplierCommand command) =>
        command switch
        {
            SupplierCommand.Revise c => c.Expected,
            SupplierCommand.SetActive c => c.Expected,
            _ => null,
        };
}
