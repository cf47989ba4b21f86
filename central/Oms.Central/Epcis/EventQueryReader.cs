using System.Globalization;
using Oms.Central.Http;
using Oms.Epcis;

namespace Oms.Central.Epcis;

/// <summary>Reads the parameters of a query (EPCIS 2.0, section 8.2.7.1). Each has one name and one or more
/// values.</summary>
internal static class EventQueryReader
{
    private const string Less = "<";
    private const string NotLess = ">=";

    private static readonly Dictionary<string, string[]> Identifiers = new(StringComparer.Ordinal)
    {
        ["EQ_readPoint"] = ["readPoint"],
        ["EQ_bizLocation"] = ["bizLocation"],
        ["EQ_transformationID"] = ["transformationID"],
        ["MATCH_epc"] = ["epcList", "childEPCs"],
        ["MATCH_parentID"] = ["parentID"],
        ["MATCH_inputEPC"] = ["inputEPCList"],
        ["MATCH_outputEPC"] = ["outputEPCList"],
        ["MATCH_anyEPC"] = ["epcList", "childEPCs", "parentID", "inputEPCList", "outputEPCList"],
        ["MATCH_epcClass"] = ["quantityList", "childQuantityList"],
        ["MATCH_inputEPCClass"] = ["inputQuantityList"],
        ["MATCH_outputEPCClass"] = ["outputQuantityList"],
        ["MATCH_anyEPCClass"] =
            ["quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"],
        ["EQ_deviceID"] = ["deviceID"],
        ["EQ_dataProcessingMethod"] = ["dataProcessingMethod"],
        ["EQ_microorganism"] = ["microorganism"],
        ["EQ_chemicalSubstance"] = ["chemicalSubstance"],
        ["EQ_bizRules"] = ["bizRules"],
        ["EQ_uriValue"] = ["uriValue"],
        ["EQ_stringValue"] = ["stringValue"],
        ["EQ_hexBinaryValue"] = ["hexBinaryValue"],
        ["EQ_booleanValue"] = ["booleanValue"],
        ["EQ_correctiveEventID"] = ["correctiveEventID"],
    };

    private static readonly Dictionary<string, (string Name, CbvVocabulary Terms)> Vocabularies =
        new(StringComparer.Ordinal)
        {
            ["EQ_bizStep"] = ("bizStep", CbvTerm.BizStep),
            ["EQ_disposition"] = ("disposition", CbvTerm.Disposition),
            ["EQ_persistentDisposition_set"] = ("persistentDisposition_set", CbvTerm.Disposition),
            ["EQ_persistentDisposition_unset"] = ("persistentDisposition_unset", CbvTerm.Disposition),
            ["EQ_errorReason"] = ("errorReason", CbvTerm.ErrorReason),
            ["EQ_type"] = ("type", CbvTerm.MeasurementType),
        };

    private static readonly Dictionary<string, (string Member, CbvVocabulary Types)> Pairs =
        new(StringComparer.Ordinal)
        {
            ["EQ_bizTransaction_"] = ("bizTransaction", CbvTerm.BizTransactionType),
            ["EQ_source_"] = ("source", CbvTerm.SourceDestType),
            ["EQ_destination_"] = ("destination", CbvTerm.SourceDestType),
        };

    private static readonly Dictionary<string, string> Comparisons = new(StringComparer.Ordinal)
    {
        ["EQ_"] = "=",
        ["GT_"] = ">",
        ["GE_"] = NotLess,
        ["LT_"] = Less,
        ["LE_"] = "<=",
    };

    private static readonly string[] Numbers =
        ["quantity", "value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"];

    private static readonly string[] Times = ["time", "startTime", "endTime", "errorDeclaration_Time"];

    // How an answer is cut into pages is no part of what is asked.
    private static readonly string[] Paging = ["perPage", "nextPageToken", "minPosition", "consistency"];

    /// <summary>Reads the parameters; the problem names the first that is wrong.</summary>
    /// <param name="context">What prefixes in names of parameters mean.</param>
    public static (EventQuery? Query, Answer? Problem) Read(
        IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> parameters, EpcisContext context)
    {
        var query = new EventQuery([], ByRecordTime: false, Descending: true, CountLimit: null, CountMax: null);
        var conditions = new List<QueryCondition>();
        foreach (var (name, values) in parameters.Where(parameter => !Paging.Contains(parameter.Key)))
        {
            if (values.Count == 0 || values.Any(value => value.Length == 0 && !IsFlag(name)))
            {
                return (null, EpcisErrors.Parameter(name, "It needs a value."));
            }

            if (Control(query, name, values) is { } controlled)
            {
                if (controlled.Problem is { } problem)
                {
                    return (null, problem);
                }

                query = controlled.Query!;
            }
            else if ((Condition(name, values) ?? Extension(name, values, context)) is { } condition)
            {
                conditions.Add(condition);
            }
            else
            {
                return (null, EpcisErrors.Parameter(
                    name, "It is not a parameter of this repository, or its value is not of its form."));
            }
        }

        return query is { CountLimit: not null, CountMax: not null }
            ? (null, EpcisErrors.Parameter("eventCountLimit", "Give it or maxEventCount, not both."))
            : (query with { Conditions = conditions }, null);
    }

    private static bool IsFlag(string name) => name.StartsWith("EXISTS_", StringComparison.Ordinal);

    private static (EventQuery? Query, Answer? Problem)? Control(
        EventQuery query, string name, IReadOnlyList<string> values) =>
        (name, values[0]) switch
        {
            ("orderBy", "eventTime") => (query with { ByRecordTime = false }, null),
            ("orderBy", "recordTime") => (query with { ByRecordTime = true }, null),
            ("orderBy", _) => (null, EpcisErrors.Parameter(name, "It must be eventTime or recordTime.")),
            ("orderDirection", "ASC") => (query with { Descending = false }, null),
            ("orderDirection", "DESC") => (query with { Descending = true }, null),
            ("orderDirection", _) => (null, EpcisErrors.Parameter(name, "It must be ASC or DESC.")),
            ("eventCountLimit", var text) when Count(text) is { } count => (query with { CountLimit = count }, null),
            ("maxEventCount", var text) when Count(text) is { } count => (query with { CountMax = count }, null),
            ("eventCountLimit" or "maxEventCount", _) =>
                (null, EpcisErrors.Parameter(name, "It must be a whole number above 0.")),
            _ => null,
        };

    private static QueryCondition? Condition(string name, IReadOnlyList<string> values)
    {
        if (Identifiers.TryGetValue(name, out var identifiers))
        {
            return new QueryCondition.HasTerm(identifiers, [.. values.Select(EventIdentifiers.Canonical)]);
        }

        if (Vocabularies.TryGetValue(name, out var vocabulary))
        {
            return new QueryCondition.HasTerm(
                [vocabulary.Name], [.. values.Select(value => Whole(vocabulary.Terms, value))]);
        }

        return name switch
        {
            "eventType" => new QueryCondition.HasTerm(["eventType"], values),
            "EQ_action" => new QueryCondition.HasTerm(["action"], values),
            "EQ_eventID" => new QueryCondition.EventId(values),
            "EXISTS_errorDeclaration" => new QueryCondition.DeclaresError(),
            "EXISTS_sensorElementList" => new QueryCondition.HasTerm(["sensorElementList"], ["1"]),
            "WD_readPoint" => new QueryCondition.Within("readPoint", [.. values.Select(EventIdentifiers.Canonical)]),
            "WD_bizLocation" =>
                new QueryCondition.Within("bizLocation", [.. values.Select(EventIdentifiers.Canonical)]),
            _ => Pair(name, values) ?? Compared(name, values[0]),
        };
    }

    private static QueryCondition.HasTerm? Pair(string name, IReadOnlyList<string> values)
    {
        foreach (var (start, (member, types)) in Pairs)
        {
            if (name.StartsWith(start, StringComparison.Ordinal))
            {
                return new QueryCondition.HasTerm(
                    [$"{member} {Whole(types, name[start.Length..])}"], [.. values.Select(EventIdentifiers.Canonical)]);
            }
        }

        return null;
    }

    private static QueryCondition? Compared(string name, string value)
    {
        if (name.Length <= 3 || !Comparisons.TryGetValue(name[..3], out var comparison))
        {
            return null;
        }

        var of = name[3..];
        if (comparison is Less or NotLess && EpcisTime.Read(value) is { } at)
        {
            return of is "eventTime" or "recordTime" ? new QueryCondition.EventTime(of == "recordTime", comparison, at)
                : Times.Contains(of) ? new QueryCondition.Time(of, comparison, at)
                : null;
        }

        return Numbers.Contains(of)
            && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? new QueryCondition.Number(of, comparison, number)
            : null;
    }

    /// <summary>A condition on a member of a user's own: a text, a number or a time.</summary>
    private static QueryCondition? Extension(string name, IReadOnlyList<string> values, EpcisContext context)
    {
        if (IsFlag(name))
        {
            return EventExtensions.NameOf(name["EXISTS_".Length..], context) is { } there
                ? new QueryCondition.HasName(there)
                : null;
        }

        if (name.Length <= 3 || !Comparisons.TryGetValue(name[..3], out var comparison)
            || EventExtensions.NameOf(name[3..], context) is not { } of)
        {
            return null;
        }

        return comparison == "="
            ? new QueryCondition.HasTerm([of], [.. values.SelectMany(EventExtensions.ValuesOf).Distinct()])
            : double.TryParse(values[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number)
                ? new QueryCondition.Number(of, comparison, number)
            : EpcisTime.Read(values[0]) is { } at ? new QueryCondition.Time(of, comparison, at)
            : null;
    }

    private static string Whole(CbvVocabulary terms, string value) =>
        terms.Expand(EpcisContext.Standard.ExpandValue(value));

    private static int? Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : null;
}
