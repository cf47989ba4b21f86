using System.Collections.Frozen;
using Oms.Custody.CheckOuts;
using Oms.Custody.Inspections;

namespace Oms.Custody.Checklists;

/// <summary>The checklists of a depot.</summary>
public sealed class ChecklistSet
{
    public const int TemplatesMax = 500;
    private const int WordCharsMax = 64;

    private readonly IReadOnlyList<ChecklistTemplate> _templates;

    private ChecklistSet(IReadOnlyList<ChecklistTemplate> templates) => _templates = templates;

    /// <summary>None but the built-in ones.</summary>
    public static ChecklistSet Empty { get; } = new([]);

    /// <summary>Takes templates together.</summary>
    /// <returns>The set, or what is wrong with it: the message names the template and the member.</returns>
    public static (ChecklistSet? Set, string? Fault) Of(IReadOnlyList<ChecklistTemplate> templates)
    {
        if (templates.Count > TemplatesMax)
        {
            return (null, $"There are more than {TemplatesMax} templates.");
        }

        var seen = new HashSet<(string, int)>();
        foreach (var template in templates)
        {
            if (template is null)
            {
                return (null, "A template is null.");
            }

            if (Fault(template) is { } fault)
            {
                return (null, $"Template {template.Id} version {template.Version}: {fault}");
            }

            if (!seen.Add((template.Id, template.Version)))
            {
                return (null, $"Template {template.Id} version {template.Version} is there twice.");
            }
        }

        return (new ChecklistSet([.. templates
            .GroupBy(template => template.Id, StringComparer.Ordinal)
            .Select(versions => versions.MaxBy(template => template.Version)!)
            .OrderByDescending(template => template.Scope?.Narrowness ?? 0)
            .ThenBy(template => template.Id, StringComparer.Ordinal)]), null);
    }

    /// <summary>Every template that is in force, the narrowest first.</summary>
    public IReadOnlyList<ChecklistTemplate> Templates => _templates;

    /// <summary>The checklist for a visit: the newest version of the narrowest template that includes it.</summary>
    /// <returns>Null when no template does; then <see cref="ChecklistTemplate.DefaultOf"/> holds.</returns>
    public ChecklistTemplate? Choose(VisitTraits visit) =>
        _templates.FirstOrDefault(template => template.Scope?.Includes(visit) ?? true);

    /// <summary>What is wrong with a template; null for nothing.</summary>
    public static string? Fault(ChecklistTemplate template)
    {
        if (!IsWord(template.Id) || template.Version < 1)
        {
            return $"The id has 1 to {WordCharsMax} characters, and the version is at least 1.";
        }

        if (template.OdometerToleranceMetres is < 0 or > 1_000_000)
        {
            return "odometer_tolerance_metres is not from 0 to 1000000.";
        }

        if (template.Scope is { } scope
            && new[] { scope.VehicleClass, scope.CargoClass, scope.Customer }
                .Any(one => one is not null && !IsWord(one)))
        {
            return $"scope: a class or a customer has 1 to {WordCharsMax} characters.";
        }

        if (template.Parts?.FirstOrDefault(part => !InspectionParts.IsPart(part)) is { } unknown)
        {
            return $"parts: {unknown} is not one of the parts of 49 CFR 396.11(a)(1).";
        }

        var steps = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in template.Steps)
        {
            if (rule is null || !StepCatalog.All.TryGetValue(rule.Step, out var step))
            {
                return $"steps: {rule?.Step ?? "null"} is no step.";
            }

            if (!steps.Add(rule.Step))
            {
                return $"steps: {rule.Step} is there twice.";
            }

            if (rule.Outcomes?.FirstOrDefault(outcome => !step.Outcomes.Contains(outcome)) is { } never)
            {
                return $"steps: {never} is no outcome of {rule.Step}; there are: {Join(step.Outcomes)}.";
            }
        }

        return null;
    }

    private static bool IsWord(string? word) => word is { Length: > 0 and <= WordCharsMax };

    private static string Join(FrozenSet<string> words) =>
        words.Count == 0 ? "none" : string.Join(", ", words.Order(StringComparer.Ordinal));
}
