namespace Oms.Eld.Reading;

/// <summary>Rules that look at more than one field.</summary>
internal sealed class RowChecks(FindingList findings)
{
    private const string CodeSource = "49 CFR 395 subpart B app. A table 6";
    private const string PrivacySource = "49 CFR 395 subpart B app. A 4.7.3, 7.19, 7.43";

    private const int SequenceCount = 65_536;

    /// <summary>The co-driver is there or not, as a whole.</summary>
    public void CheckCoDriver(EldHeader.CoDriverLine driver, int line)
    {
        foreach (var (name, text) in new[]
        {
            ("Co-Driver Last Name", driver.LastName),
            ("Co-Driver First Name", driver.FirstName),
            ("Co-Driver ELD Username", driver.Username),
        })
        {
            if (text.Length == 0 && (driver.LastName + driver.FirstName + driver.Username).Length > 0)
            {
                findings.Error(
                    EldFindingCodes.MissingRequiredField, line, name,
                    "It is blank, and other fields of the co-driver are not; without a co-driver all are.",
                    EldSections.Source(EldSection.Header));
            }
        }
    }

    /// <summary>Order numbers count from 1.</summary>
    public void CheckOrder(int expected, EldField order, int line)
    {
        if (order.Integer is { } value and >= 1 and <= 99 && value != expected)
        {
            findings.Error(
                EldFindingCodes.InvalidValue, line, "Order Number",
                $"It is {value}; the numbers of a list count from 1, so it would be {expected}.",
                "49 CFR 395 subpart B app. A 7.37");
        }
    }

    /// <summary>Type and code belong together; miles and hours are there unless they may be blank.</summary>
    public void CheckDuty(EldDutyRow row, int line)
    {
        if (row.Kind == EldEventKind.Unknown
            && row.Type.Character is >= '1' and <= '3'
            && row.Code.Character is { } code && char.IsAsciiDigit(code))
        {
            findings.Error(
                EldFindingCodes.InvalidValue, line, FieldRules.EventCode.Name,
                $"Events of type {row.Type} have no code {code}: type 1 has 1 to 4, type 2 has 1 and 2, type 3 has 0 "
                + "to 2.",
                CodeSource);
        }

        // The driver and the carrier may not know them, and personal conveyance withholds them.
        if (row.Origin.Character is (char)EldRecordOrigin.Eld or (char)EldRecordOrigin.Unidentified
            && row.Kind is not (EldEventKind.IntermediateReduced or EldEventKind.PersonalConveyance)
            && !row.Latitude.IsReducedCoordinate)
        {
            CheckTotals(row.Miles, "Accumulated Vehicle Miles", row.EngineHours, "Elapsed Engine Hours", line);
        }
    }

    /// <summary>Malfunctions have letters, diagnostics have digits (table 4).</summary>
    public void CheckMalfunction(EldMalfunctionRow row, int line)
    {
        if (row.Indicator.Character is { } indicator
            && row.Kind != EldEventKind.Unknown
            && char.IsAsciiDigit(indicator) != row.Kind is EldEventKind.DiagnosticLogged
                or EldEventKind.DiagnosticCleared)
        {
            findings.Error(
                EldFindingCodes.InvalidValue, line, "Malfunction/Diagnostic Code",
                $"{indicator} does not go with event code {row.Code}: codes 1 and 2 have P E T L R S or O, codes 3 and "
                + "4 have 1 to 6.",
                "49 CFR 395 subpart B app. A table 4");
        }
    }

    /// <summary>Totals may be blank with reduced precision only.</summary>
    public void CheckEnginePower(EldEnginePowerRow row, int line)
    {
        if (row.Kind is EldEventKind.PowerUp or EldEventKind.ShutDown)
        {
            CheckTotals(row.Miles, "Total Vehicle Miles", row.EngineHours, "Total Engine Hours", line);
        }
    }

    /// <summary>No row is newer than the one before it.</summary>
    /// <remarks>
    /// Duty events are ranked by date and time (4.8.2.1.4, 4.8.2.1.10). For the others the standard says "most
    /// current" only: they may be ranked by time or by sequence id, so a row is out of order where it is newer by both.
    /// </remarks>
    public void CheckNewestFirst(EldRow? before, EldRow row, EldSection section, int line)
    {
        if (before is not null
            && SortKey(row) is { } key && SortKey(before) is { } keyBefore && key > keyBefore
            && (row is EldDutyRow || IsNewer(row.Sequence, before.Sequence)))
        {
            findings.Error(
                EldFindingCodes.RowOutOfOrder, line, "Date, Time",
                $"It is newer than the row before it; the newest row of \"{EldSections.Title(section)}\" comes first.",
                EldSections.Source(section));
        }
    }

    private void CheckTotals(EldField miles, string milesName, EldField hours, string hoursName, int line)
    {
        if (miles.IsBlank)
        {
            findings.Error(
                EldFindingCodes.MissingRequiredField, line, milesName,
                "It is blank, and the ELD itself made the record; only with reduced precision it withholds them.",
                PrivacySource);
        }

        if (hours.IsBlank)
        {
            findings.Error(
                EldFindingCodes.MissingRequiredField, line, hoursName,
                "It is blank, and the ELD itself made the record; only with reduced precision it withholds them.",
                PrivacySource);
        }
    }

    private static bool IsNewer(EldField sequence, EldField before) =>
        sequence.Hexadecimal is { } id && before.Hexadecimal is { } idBefore
        && (id - idBefore + SequenceCount) % SequenceCount is > 0 and < SequenceCount / 2;

    // YYMMDDHHMMSS as a number: made for every row of a large file, so without a calendar.
    private static long? SortKey(EldRow row)
    {
        Span<byte> text = stackalloc byte[EldField.LengthMax];
        return FieldValue.TryDate(row.Date.CopyTo(text), out var month, out var day, out var year)
            && FieldValue.TryTime(row.Time.CopyTo(text), out var hour, out var minute, out var second)
            ? (((((((((year * 100L) + month) * 100) + day) * 100) + hour) * 100) + minute) * 100) + second
            : null;
    }
}
