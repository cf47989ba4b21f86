using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Oms.Cli.Checking;
using Oms.Custody.Temperature;
using Oms.Json;

namespace Oms.Cli.Temperature;

/// <summary><c>oms mkt</c>: computes mean kinetic temperatures.</summary>
internal static class MktCommand
{
    private const int BytesMax = 16 * 1024 * 1024;
    private const double ToleranceCelsius = 1e-6;
    private const double AbsoluteZeroCelsius = -273.15;

    public static Command Create(Surroundings surroundings) =>
        CheckCommand.Create(
            "mkt",
            "Computes the mean kinetic temperature (USP <1079.2>) of each case of a case file, and says where it "
            + "differs by more than 0.000001 °C from the one that the case expects.",
            surroundings,
            BytesMax,
            (_, octets) => Check(octets));

    private static CheckReport Check(ReadOnlyMemory<byte> octets)
    {
        if (StrictJson.Check(octets.Span) is { } fault)
        {
            throw new InvalidDataException($"It is not JSON: {fault}.");
        }

        using var document = JsonDocument.Parse(octets);
        var (lines, findings) = (new List<string>(), new List<Finding>());
        var cases = new CaseReader(document.RootElement, "the file").Items("cases");
        foreach (var one in cases)
        {
            var name = one.Text("name") ?? throw one.Fault("name", "it is missing");
            var (line, finding) = Judge(one.Named(name), name);
            lines.Add(line);
            findings.AddRange(finding is null ? [] : [finding]);
        }

        lines.Add($"{cases.Count} cases, {findings.Count} not as expected.");
        return new CheckReport(lines, findings);
    }

    private static (string Line, Finding? Finding) Judge(CaseReader one, string name)
    {
        var celsius = one.Items("celsius").Select(item => item.AsDouble("celsius")).ToList();
        if (celsius.Any(value => value <= AbsoluteZeroCelsius))
        {
            throw one.Fault("celsius", "it must be above -273.15");
        }

        var durations = one.Has("durations")
            ? one.Items("durations").Select(item => item.AsDouble("durations")).ToList()
            : [.. celsius.Select(_ => 1.0)];
        if (durations.Count != celsius.Count || durations.Any(value => value < 0))
        {
            throw one.Fault("durations", "there must be one of at least 0 for each temperature");
        }

        var exact = MeanKineticTemperature.Exact([.. celsius.Zip(durations)])
            ?? throw one.Fault("celsius", "there is no temperature that lasted");
        var expected = one.Text("mkt_celsius") is { } text
            ? double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw one.Fault("mkt_celsius", "it must be a number as text")
            : (double?)null;
        var line = $"{name}: {Text(exact)} °C" + (expected is { } value ? $" (expected: {Text(value)} °C)" : "");
        return (
            line,
            expected is { } wanted && !(Math.Abs(exact - wanted) <= ToleranceCelsius)
                ? new Finding("expectation-differs", name, $"Expected {Text(wanted)} °C, but found {Text(exact)} °C.")
                : null);
    }

    private static string Text(double celsius) => celsius.ToString("F6", CultureInfo.InvariantCulture);
}
