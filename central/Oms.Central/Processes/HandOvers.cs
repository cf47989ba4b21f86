using Oms.Actors.Processes;
using Oms.Central.Orders;
using Oms.Entities;

namespace Oms.Central.Processes;

/// <summary>Tells orders of hand-overs and shipments as of one thing, so that an order is billed and charged once for
/// each.</summary>
internal static class HandOvers
{
    /// <summary>The same steps, where all that tell an order of units but the last say that more come; and after them,
    /// what makes up for a last one that is refused.</summary>
    public static ProcessStep[] Together(this RecordedEvent happened, IReadOnlyList<ProcessStep> steps)
    {
        var last = new Dictionary<EntityAddress, int>();
        var several = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (i, step) in steps.Index())
        {
            if (step.Command is OrderCommand.RecordOutcome or OrderCommand.RecordShipped)
            {
                _ = last.ContainsKey(step.To) && several.Add(step.To.Id);
                last[step.To] = i;
            }
        }

        return
        [
            .. steps.Select((step, i) => last.GetValueOrDefault(step.To, i) == i ? step : step.Command switch
            {
                OrderCommand.RecordOutcome told => step with { Command = told with { More = true } },
                OrderCommand.RecordShipped told => step with { Command = told with { More = true } },
                _ => step,
            }),
            .. several.Select(order => happened.Order(order, new OrderCommand.SettleDues())),
        ];
    }
}
