using Oms.Custody.Checklists;
using Steps = Oms.Custody.CheckOuts.CheckOutSteps;

namespace Oms.Custody.CheckOuts;

/// <summary>Which steps of a checklist are done, and which outcomes stand in the way.</summary>
internal static class StepStates
{
    /// <summary>The steps of some rules that are not done, in the checklist's order.</summary>
    public static IReadOnlyList<string> Missing(CheckOutFacts facts, Func<StepRule, bool> which)
    {
        HashSet<string>? recorded = null;
        var missing = new List<string>();
        foreach (var rule in facts.Checklist.Steps.Where(which))
        {
            if (IsOpen(rule.Step))
            {
                missing.Add(rule.Step);
            }
        }

        return missing;

        bool IsOpen(string step) =>
            step switch
            {
                // A visit without a route has no manifest to wait for.
                Steps.Manifest => facts.Manifest is null && facts.Arrival.Route is not null,
                Steps.Deliveries => facts.OpenStops().Count > 0,
                Steps.Acknowledgement => facts.Arrival.PriorReports is not null && !Has(step),

                // Without a band there is nothing to cool down to.
                Steps.PreCool => PreCoolTarget(facts) is not null && !Has(step),

                // Without a band or a departure there is no interval that a verdict could be of.
                Steps.Temperature => HasTemperature(facts) && !Has(step),
                Steps.Repair => UncertifiedDefects(facts).Count > 0,
                Steps.Keys or Steps.FuelCard or Steps.Devices => !Has(step) || Unanswered(facts, step),
                _ => !Has(step),
            };

        bool Has(string step)
        {
            // Scans, of which there may be thousands, are never asked for by name; so it is built at most once.
            recorded ??= facts.Steps.Keys.Select(Steps.OfKey).ToHashSet(StringComparer.Ordinal);
            return recorded.Contains(step);
        }
    }

    /// <summary>The warmest that the cargo to be loaded may be, milli-degrees Celsius; null for any.</summary>
    public static int? PreCoolTarget(CheckOutFacts facts) =>
        (facts.Manifest?.Stops ?? []).SelectMany(stop => stop.Lines).Min(line => line.Band?.MaxMilliC);

    /// <summary>Whether the cargo that came in has a temperature to be judged.</summary>
    public static bool HasTemperature(CheckOutFacts facts) =>
        facts.Arrival.Direction is Direction.CheckOut && facts.Manifest is { Departed: not null } manifest
        && manifest.Stops.Any(stop => stop.Lines.Any(line => line.Band is not null));

    /// <summary>The numbers of defects of which nobody certified what became.</summary>
    public static IReadOnlyList<int> UncertifiedDefects(CheckOutFacts facts) =>
        facts.Steps.GetValueOrDefault(Steps.Inspection) is { } inspection
            ? [.. Enumerable.Range(1, facts.Inspection!.Defects.Count)
                .Where(defect => !facts.Steps.ContainsKey($"{Steps.Repair}/{inspection.Number}.{defect}"))]
            : [];

    /// <summary>Steps whose outcome the checklist does not let pass, and for which no exception is noted.</summary>
    public static IReadOnlyList<string> Unacceptable(CheckOutFacts facts) =>
    [
        .. from rule in facts.Checklist.Steps
           where rule.Outcomes is not null && facts.Steps.Any(step =>
               Steps.OfKey(step.Key) == rule.Step
               && StepOutcomes.Of(step.Value.Event) is { } outcome && !rule.Outcomes.Contains(outcome))
           where facts.Exceptions.All(exception => exception.Step != rule.Step)
           select rule.Step,
    ];

    private static bool Unanswered(CheckOutFacts facts, string step) =>
        (facts.Arrival.Issued ?? []).Any(item =>
            Steps.OfAsset(item.Kind) == step
            && !facts.Steps.ContainsKey($"{step}/{item.Id}")
            && !(item.Kind is ItemKind.Key && facts.Keys?.KeyTag == item.Id));
}
