using System.Text;

namespace Oms.Eld.Reading;

/// <summary>Goes through the lines of a file: which section each belongs to, and whether its check value is right.</summary>
internal sealed class FileParser(FindingList findings)
{
    private const string FileSource = "49 CFR 395 subpart B app. A 4.8.2.1";
    private const string LineCheckSource = "49 CFR 395 subpart B app. A 4.4.5.2";
    private const string FileCheckSource = "49 CFR 395 subpart B app. A 4.4.5.3";

    // Where each section began; 0 for not at all.
    private readonly int[] _began = new int[EldSections.Count];
    private readonly RowParser _rows = new(findings);
    private EldSection? _section;
    private int _line;
    private int _blankLine;
    private int _headerLines;
    private int _fileCheckLine;
    private long _checkSum;

    public EldReading Parse(ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            _line++;
            var end = rest.IndexOfAny((byte)'\r', (byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + (rest[end] == '\r' && rest[(end + 1)..].StartsWith("\n"u8) ? 2 : 1))..];
            if (line.IsEmpty)
            {
                _blankLine = _blankLine == 0 ? _line : _blankLine;
            }
            else
            {
                Take(line);
            }
        }

        CheckEnd();
        return _rows.Finish(_line);
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        if (_blankLine > 0)
        {
            Fault(EldFindingCodes.UnexpectedLine, _blankLine, "The line is blank; remove it.", FileSource);
            _blankLine = 0;
        }

        if (!Ascii.IsValid(line) || line.ContainsAnyInRange((byte)0, (byte)0x1F))
        {
            Fault(
                EldFindingCodes.WrongEncoding, _line,
                "The line has bytes that are no printable ASCII; write names and comments in ASCII letters.",
                "49 CFR 395 subpart B app. A 4.8.2.1(b)");
        }

        if (TitleOf(line) is { } section)
        {
            Begin(section, line);
        }
        else if (_section is not { } current)
        {
            Unexpected(line, $"the file begins with \"{EldSections.Title(EldSection.Header)}\"");
        }
        else if (current == EldSection.EndOfFile)
        {
            TakeEnd(line);
        }
        else
        {
            TakeRow(current, line);
        }
    }

    private void Begin(EldSection section, ReadOnlySpan<byte> line)
    {
        if (!Ascii.Equals(line, EldSections.Title(section)))
        {
            Fault(
                EldFindingCodes.SectionTitle, _line,
                $"\"{FieldRule.Show(line)}\" is taken for \"{EldSections.Title(section)}\", as which it must be written.",
                EldSections.Source(section));
        }

        CheckHeaderEnded();
        if (_began[(int)section] is > 0 and var before)
        {
            Fault(
                EldFindingCodes.DuplicateSection, _line,
                $"The section \"{EldSections.Title(section)}\" began on line {before} already; join the two.",
                EldSections.Source(section));
        }
        else if (_section is { } last && section < last)
        {
            Fault(
                EldFindingCodes.SectionOutOfOrder, _line,
                $"The section \"{EldSections.Title(section)}\" comes before \"{EldSections.Title(last)}\".",
                FileSource);
        }

        _section = section;
        _began[(int)section] = _began[(int)section] == 0 ? _line : _began[(int)section];
    }

    private void TakeRow(EldSection section, ReadOnlySpan<byte> line)
    {
        if (section == EldSection.Header && _headerLines == FieldRules.Header.Length)
        {
            Unexpected(line, $"the header has {FieldRules.Header.Length} lines");
            return;
        }

        var fields = new LineFields(line);
        CheckLine(fields);
        if (section == EldSection.Header)
        {
            _rows.TakeHeader(_headerLines++, fields, _line);
        }
        else
        {
            _rows.Take(section, fields, _line);
        }
    }

    private void CheckLine(in LineFields fields)
    {
        var expected = EldCheckValues.LineOfSum(fields.Sum);
        var isNumber = FieldValue.TryHexadecimal(fields.Last, out var value) && fields.Last.Length == 2;
        if (fields.Count == 1 || !isNumber)
        {
            var rule = FieldRules.LineCheck;
            Fault(
                EldFindingCodes.InvalidFormat, _line,
                $"The line ends with \"{FieldRule.Show(fields.Last)}\", which is no check value of two hexadecimal "
                + "digits; is its end missing?",
                rule.Source, rule.Name);
        }
        else if (value != expected)
        {
            Fault(
                EldFindingCodes.LineCheckMismatch, _line,
                $"The line says {value:X2}, and its characters give {expected:X2}; it was changed after it was "
                + "written, or by mistake.",
                LineCheckSource, FieldRules.LineCheck.Name);
        }

        _checkSum += isNumber ? value : expected;
    }

    private void TakeEnd(ReadOnlySpan<byte> line)
    {
        if (_fileCheckLine > 0)
        {
            Unexpected(line, "the file ends with its check value");
            return;
        }

        _fileCheckLine = _line;
        var rule = FieldRules.FileCheck;
        var expected = EldCheckValues.File(_checkSum);
        if (rule.Check(line) is { } fault)
        {
            Fault(fault.Code, _line, fault.Message, rule.Source, rule.Name);
        }
        else if (FieldValue.TryHexadecimal(line, out var value) && value != expected)
        {
            Fault(
                EldFindingCodes.FileCheckMismatch, _line,
                $"The file says {value:X4}, and the check values of its lines give {expected:X4}; a line is missing, "
                + "was added or was changed.",
                FileCheckSource, rule.Name);
        }
    }

    private void CheckHeaderEnded()
    {
        if (_section == EldSection.Header)
        {
            for (; _headerLines < FieldRules.Header.Length; _headerLines++)
            {
                Fault(
                    EldFindingCodes.MissingLine, _line,
                    $"The header ends before its line {_headerLines + 1}, {FieldRules.HeaderLines[_headerLines]}.",
                    EldSections.Source(EldSection.Header));
            }
        }
    }

    private void CheckEnd()
    {
        CheckHeaderEnded();
        var last = Array.FindLastIndex(_began, line => line > 0);
        for (var section = 0; section < last; section++)
        {
            if (_began[section] == 0)
            {
                Fault(
                    EldFindingCodes.MissingSection, 0,
                    $"The section \"{EldSections.Title((EldSection)section)}\" is missing; without rows it is its "
                    + "title alone.",
                    EldSections.Source((EldSection)section));
            }
        }

        if (last < (int)EldSection.EndOfFile)
        {
            var missing = Enumerable.Range(last + 1, EldSections.Count - last - 1)
                .Select(section => $"\"{EldSections.Title((EldSection)section)}\"");
            Fault(
                EldFindingCodes.TruncatedFile, Math.Max(_line, 1),
                $"The file ends here, without {string.Join(", ", missing)}; ask for it again.", FileSource);
        }
        else if (_fileCheckLine == 0)
        {
            Fault(
                EldFindingCodes.MissingLine, Math.Max(_line, 1), "The file ends before its check value.",
                EldSections.Source(EldSection.EndOfFile), FieldRules.FileCheck.Name);
        }
    }

    private void Unexpected(ReadOnlySpan<byte> line, string reason) =>
        Fault(
            EldFindingCodes.UnexpectedLine, _line, $"\"{FieldRule.Show(line)}\" has no place here: {reason}.",
            FileSource);

    private void Fault(string code, int line, string message, string source, string field = "") =>
        findings.Error(code, line, field, message, source);

    // A title has no comma; what only looks like one is better taken for it than for a damaged row.
    private static EldSection? TitleOf(ReadOnlySpan<byte> line)
    {
        if (line[^1] != ':' && line.Contains((byte)',') && line[^1] != ',')
        {
            return null;
        }

        var text = line.Trim(" ,\""u8).TrimEnd((byte)':');
        for (var section = EldSection.Header; section <= EldSection.EndOfFile; section++)
        {
            if (Ascii.EqualsIgnoreCase(text, EldSections.Title(section).AsSpan()[..^1]))
            {
                return section;
            }
        }

        return null;
    }
}
