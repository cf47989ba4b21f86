namespace Oms.Eld.Reading;

/// <summary>Makes rows of lines, checks their fields, and puts them into the file.</summary>
internal sealed class RowParser(FindingList findings)
{
    private readonly TextCache _texts = new();
    private readonly RowChecks _checks = new(findings);
    private readonly List<EldUserRow> _users = [];
    private readonly List<EldCmvRow> _cmvs = [];
    private readonly List<EldEventRow> _events = [];
    private readonly List<EldAnnotationRow> _annotations = [];
    private readonly List<EldCertificationRow> _certifications = [];
    private readonly List<EldMalfunctionRow> _malfunctions = [];
    private readonly List<EldLoginRow> _logins = [];
    private readonly List<EldEnginePowerRow> _enginePower = [];
    private readonly List<EldUnidentifiedRow> _unidentified = [];
    private readonly List<int> _eventLines = [];
    private readonly List<int> _unidentifiedLines = [];
    private EldHeader _header = EldHeader.Blank;

    /// <param name="index">Which of the header's lines, from 0.</param>
    public void TakeHeader(int index, scoped in LineFields f, int line)
    {
        if (!HasFields(FieldRules.Header[index], f, line))
        {
            return;
        }

        _header = index switch
        {
            0 => _header with { Driver = new(Text(f, 0), Text(f, 1), Text(f, 2), Text(f, 3), Text(f, 4)) },
            1 => _header with { CoDriver = new(Text(f, 0), Text(f, 1), Text(f, 2)) },
            2 => _header with { Cmv = new(Text(f, 0), Text(f, 1), Text(f, 2)) },
            3 => _header with { Carrier = new(Text(f, 0), Text(f, 1), f.Short(2), f.Short(3), f.Short(4)) },
            4 => _header with { Shipping = new(Text(f, 0), f.Short(1)) },
            5 => _header with
            {
                Current = new(f.Short(0), f.Short(1), f.Short(2), f.Short(3), f.Short(4), f.Short(5)),
            },
            _ => _header with { Device = new(f.Short(0), f.Short(1), Text(f, 2), Text(f, 3)) },
        };
        if (index == 1)
        {
            _checks.CheckCoDriver(_header.CoDriver, line);
        }
    }

    public void Take(EldSection section, scoped in LineFields f, int line)
    {
        if (!HasFields(FieldRules.Rows(section), f, line))
        {
            return;
        }

        switch (section)
        {
            case EldSection.Users:
                _users.Add(new(f.Short(0), f.Short(1), Text(f, 2), Text(f, 3)));
                _checks.CheckOrder(_users.Count, _users[^1].Order, line);
                break;
            case EldSection.Cmvs:
                _cmvs.Add(new(f.Short(0), Text(f, 1), Text(f, 2)));
                _checks.CheckOrder(_cmvs.Count, _cmvs[^1].Order, line);
                break;
            case EldSection.Events:
                var happened = new EldEventRow(
                    f.Short(0), f.Short(1), f.Short(2), f.Short(3), f.Short(4), f.Short(5), f.Short(6), f.Short(7),
                    f.Short(8), f.Short(9), f.Short(10), f.Short(11), f.Short(12), f.Short(13), f.Short(14),
                    f.Short(15), f.Short(16));
                _checks.CheckDuty(happened, line);
                _checks.CheckNewestFirst(Before(_events), happened, section, line);
                _events.Add(happened);
                _eventLines.Add(line);
                break;
            case EldSection.Annotations:
                _annotations.Add(new(f.Short(0), Text(f, 1), Text(f, 2), f.Short(3), f.Short(4), Text(f, 5)));
                break;
            case EldSection.Certifications:
                var certified = new EldCertificationRow(
                    f.Short(0), f.Short(1), f.Short(2), f.Short(3), f.Short(4), f.Short(5));
                _checks.CheckNewestFirst(Before(_certifications), certified, section, line);
                _certifications.Add(certified);
                break;
            case EldSection.Malfunctions:
                var malfunction = new EldMalfunctionRow(
                    f.Short(0), f.Short(1), f.Short(2), f.Short(3), f.Short(4), f.Short(5), f.Short(6), f.Short(7));
                _checks.CheckMalfunction(malfunction, line);
                _checks.CheckNewestFirst(Before(_malfunctions), malfunction, section, line);
                _malfunctions.Add(malfunction);
                break;
            case EldSection.Logins:
                var login = new EldLoginRow(
                    f.Short(0), f.Short(1), Text(f, 2), f.Short(3), f.Short(4), f.Short(5), f.Short(6));
                _checks.CheckNewestFirst(Before(_logins), login, section, line);
                _logins.Add(login);
                break;
            case EldSection.EnginePower:
                var power = new EldEnginePowerRow(
                    f.Short(0), f.Short(1), f.Short(2), f.Short(3), f.Short(4), f.Short(5), f.Short(6), f.Short(7),
                    Text(f, 8), Text(f, 9), Text(f, 10), Text(f, 11));
                _checks.CheckEnginePower(power, line);
                _checks.CheckNewestFirst(Before(_enginePower), power, section, line);
                _enginePower.Add(power);
                break;
            default:
                var unidentified = new EldUnidentifiedRow(
                    f.Short(0), f.Short(1), f.Short(2), f.Short(3), f.Short(4), f.Short(5), f.Short(6), f.Short(7),
                    f.Short(8), f.Short(9), f.Short(10), f.Short(11), f.Short(12), f.Short(13), f.Short(14));
                _checks.CheckDuty(unidentified, line);
                _checks.CheckNewestFirst(Before(_unidentified), unidentified, section, line);
                _unidentified.Add(unidentified);
                _unidentifiedLines.Add(line);
                break;
        }
    }

    /// <summary>The whole file, after the last line.</summary>
    public EldReading Finish(int lineCount)
    {
        var file = new EldFile
        {
            Header = _header,
            Users = _users,
            Cmvs = _cmvs,
            Events = _events,
            Annotations = _annotations,
            Certifications = _certifications,
            Malfunctions = _malfunctions,
            Logins = _logins,
            EnginePower = _enginePower,
            Unidentified = _unidentified,
        };
        var (known, unknown) = new EventCheckPass(file, findings).Run(_eventLines, _unidentifiedLines);
        return new(file, findings.ToList(), lineCount, known, unknown);
    }

    private bool HasFields(FieldRule[] rules, scoped in LineFields fields, int line)
    {
        if (fields.Count != rules.Length + 1)
        {
            findings.Error(
                EldFindingCodes.WrongFieldCount, line, "",
                $"The line has {fields.Count} fields where {rules.Length + 1} belong, its check value included; a "
                + "comma in a value must be a semicolon. The line is left out.",
                "49 CFR 395 subpart B app. A 4.8.2.1(b)");
            return false;
        }

        for (var i = 0; i < rules.Length; i++)
        {
            if (rules[i].Check(fields[i]) is { } fault)
            {
                findings.Error(fault.Code, line, rules[i].Name, fault.Message, rules[i].Source);
            }
        }

        return true;
    }

    private string Text(scoped in LineFields fields, int index) => _texts.Get(fields[index]);

    private static EldRow? Before<T>(List<T> rows)
        where T : EldRow =>
        rows.Count == 0 ? null : rows[^1];
}
