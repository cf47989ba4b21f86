using System.CommandLine;
using NodaTime;
using Oms.Cli.Checking;
using Oms.Eld;

namespace Oms.Cli.Eld;

/// <summary><c>oms eld check</c>: format, the three check values, and if asked the check-out rules and the name.</summary>
internal static class EldCheckCommand
{
    private static readonly Option<bool> CheckOut = new("--checkout")
    {
        Description = "Also hold it against the check-out rules, at the time of the facts or, without, of the file.",
    };

    private static readonly Option<string> Facts = new("--facts")
    {
        Description = "A JSON file with what the check-out knows: at, power_unit, vin, shipping_document, "
            + "odometer_metres, engine_seconds, home_terminal_zone. Implies --checkout.",
    };

    private static readonly Option<string> Name = new("--name")
    {
        Description = "Also check the file's name (4.8.2.2): this one or, without, FILE's.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create(Surroundings surroundings) =>
        CheckCommand.Create(
            "check",
            "Checks an ELD output file: sections, fields, and its event, line and file data check values.",
            surroundings,
            EldCommand.BytesMax,
            Check,
            CheckOut,
            Facts,
            Name);

    private static CheckReport Check(ParseResult parsed, ReadOnlyMemory<byte> octets)
    {
        var reading = EldReader.Read(octets.Span);
        var file = reading.File;
        List<EldFinding> findings = [.. reading.Findings];
        List<string> lines = [Counts(reading)];
        if (parsed.GetResult(Name) is not null)
        {
            var name = parsed.GetValue(Name) ?? Path.GetFileName(parsed.GetRequiredValue<string>("FILE"));
            if (EldFileName.Check(name, file) is { } finding)
            {
                findings.Add(finding);
            }
        }

        if (parsed.GetValue(CheckOut) || parsed.GetValue(Facts) is not null)
        {
            var found = EldCheckOut.Check(file, FactsOf(parsed.GetValue(Facts), file));
            lines.AddRange(found.Where(IsNote).Select(note => $"note: {note.Field}: {note.Message} [{note.Code}]"));
            findings.AddRange(found.Where(finding => !IsNote(finding)));
        }

        return new(lines, [.. findings.Select(Of)]);
    }

    private static bool IsNote(EldFinding finding) => finding.Severity == EldSeverity.Note;

    private static string Counts(EldReading reading) =>
        $"{reading.LineCount} lines, {reading.File.Records().Count()} records; {reading.EventChecks} event check values "
        + $"compared, {reading.EventChecksUnknown} not: the file does not tell their users' names.";

    // Without facts the file is held against itself, when it was made.
    private static EldCheckOutFacts FactsOf(string? path, EldFile file)
    {
        if (path is not null)
        {
            return EldFactsFile.Read(File.ReadAllBytes(path));
        }

        return file.Header.Current.At is { } at && file.UtcOffset is { } offset
            ? new(at.WithOffset(offset).ToInstant())
            : new(Instant.MinValue);
    }

    private static Finding Of(EldFinding finding)
    {
        var line = finding.Line > 0 ? $"line {finding.Line}" : "";
        var place = line.Length > 0 && finding.Field.Length > 0 ? $"{line}, {finding.Field}" : line + finding.Field;
        var source = finding.Source.Length > 0 ? $" ({finding.Source})" : "";
        return new(finding.Code, place, finding.Message + source);
    }
}
