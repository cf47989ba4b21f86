using System.Text.Json;
using System.Text.Json.Serialization;
using Oms.Edge.Fleet.Checking;

namespace Oms.Edge.Fleet.Commands;

/// <summary>The end of a scenario for another program to read.</summary>
internal sealed record FactsReport(long Seed, Facts Expected, Facts Actual, IReadOnlyList<string> Differences)
{
    public static void Write(string file, FactsReport report)
    {
        using var stream = File.Create(file);
        JsonSerializer.Serialize(stream, report, FactsReportJson.Default.FactsReport);
    }
}

/// <summary>How facts are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(FactsReport))]
internal sealed partial class FactsReportJson : JsonSerializerContext;
