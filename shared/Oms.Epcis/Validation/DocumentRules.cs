using System.Text.Json;

namespace Oms.Epcis;

/// <summary>The rules that bind the events of one document.</summary>
internal static class DocumentRules
{
    // CBV 2.0, section 7.1: one process is told coarsely or finely, not both ways.
    private static readonly (string Coarse, string[] Fine)[] Exclusions =
    [
        ("receiving", ["arriving", "accepting"]),
        ("consigning", ["staging_outbound", "loading", "departing", "accepting"]),
        ("shipping", ["staging_outbound", "loading", "departing"]),
    ];

    private static readonly string[] Things = [EpcisNames.EpcList, "childEPCs", "parentID"];

    /// <summary>Checks the events of a document against each other.</summary>
    public static IEnumerable<EpcisFinding> Check(IReadOnlyList<EpcisEvent> events) =>
        CheckIds(events).Concat(CheckSteps(events));

    private static IEnumerable<EpcisFinding> CheckIds(IReadOnlyList<EpcisEvent> events)
    {
        var seen = new HashSet<(string Id, bool DeclaresError)>();
        return events
            .Where(happened => happened.EventId is { } id && !seen.Add((id, happened.DeclaresError)))
            .Select(happened => new EpcisFinding(
                "duplicate",
                JsonPath.Member(happened.Path, EpcisNames.EventId),
                "Another event of this document has this id; only an error declaration takes up the id it declares."));
    }

    private static IEnumerable<EpcisFinding> CheckSteps(IReadOnlyList<EpcisEvent> events)
    {
        var steps = new Dictionary<(string Thing, string Place), HashSet<string>>();
        foreach (var happened in events)
        {
            if (Step(happened) is not { } step)
            {
                continue;
            }

            foreach (var key in Keys(happened))
            {
                if (!steps.TryGetValue(key, out var told))
                {
                    steps[key] = told = new HashSet<string>(StringComparer.Ordinal);
                }

                if (Excluded(step, told) is { } other)
                {
                    yield return new EpcisFinding(
                        "exclusion",
                        JsonPath.Member(happened.Path, "bizStep"),
                        $"{key.Thing} has the step {other} at the same place: tell it as {step} or as {other},"
                        + " not as both (CBV 2.0, section 7.1).");
                    break;
                }

                _ = told.Add(step);
            }
        }
    }

    private static string? Excluded(string step, HashSet<string> told) =>
        Exclusions
            .SelectMany(rule => rule.Fine.Select(fine => (rule.Coarse, Fine: fine)))
            .Select(pair => pair.Coarse == step && told.Contains(pair.Fine) ? pair.Fine
                : pair.Fine == step && told.Contains(pair.Coarse) ? pair.Coarse
                : null)
            .FirstOrDefault(other => other is not null);

    private static string? Step(EpcisEvent happened)
    {
        if (happened.Text("bizStep") is not { } text)
        {
            return null;
        }

        var whole = CbvTerm.BizStep.Expand(happened.Context.ExpandValue(text));
        return whole.StartsWith(CbvTerm.BizStep.Stem, StringComparison.Ordinal)
            ? whole[CbvTerm.BizStep.Stem.Length..]
            : null;
    }

    private static IEnumerable<(string Thing, string Place)> Keys(EpcisEvent happened)
    {
        var place = Place(happened, EpcisNames.ReadPoint) ?? Place(happened, EpcisNames.BizLocation) ?? "";
        return Things
            .Select(happened.Member)
            .OfType<JsonElement>()
            .SelectMany(value => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
            .Where(value => value.ValueKind == JsonValueKind.String)
            .Select(value => (EventIdentifiers.Canonical(value.GetString()!), place));
    }

    private static string? Place(EpcisEvent happened, string member) =>
        happened.Member(member) is { ValueKind: JsonValueKind.Object } place
            && place.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
            ? EventIdentifiers.Canonical(id.GetString()!)
            : null;
}
