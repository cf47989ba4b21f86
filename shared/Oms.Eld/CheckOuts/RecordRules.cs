namespace Oms.Eld.CheckOuts;

/// <summary>Whether the records are all there, and point to each other as they should.</summary>
internal static class RecordRules
{
    private const int SequenceCount = 65_536;
    private const string SequenceSource = "49 CFR 395 subpart B app. A 7.24";
    private const string OrderSource = "49 CFR 395 subpart B app. A 7.37";

    public static IEnumerable<EldFinding> Check(EldFile file) =>
        Sequence(file).Concat(References(file)).Concat(EditRequests(file));

    private static List<EldFinding> Sequence(EldFile file)
    {
        var counts = new Dictionary<int, int>();
        var findings = new List<EldFinding>();
        foreach (var row in file.Records())
        {
            if (row.Sequence.Hexadecimal is { } id && (counts[id] = counts.GetValueOrDefault(id) + 1) == 2)
            {
                findings.Add(new(
                    EldFindingCodes.SequenceDuplicate, EldSeverity.Error, 0, Record.Name(row),
                    "Two records have this id; each record of an ELD has its own.", SequenceSource));
            }
        }

        findings.AddRange(Gaps([.. counts.Keys.Order()]));
        return findings;
    }

    // Ids run in a circle. The longest stretch without any is what lies outside the file; every other one is a gap.
    private static List<EldFinding> Gaps(int[] ids)
    {
        var gaps = ids
            .Select((id, index) => (
                From: id, Missing: (ids[(index + 1) % ids.Length] - id - 1 + SequenceCount) % SequenceCount))
            .ToList();
        var outside = gaps.Count == 0 ? 0 : gaps.Max(gap => gap.Missing);
        var start = gaps.FindIndex(gap => gap.Missing == outside) + 1;
        return
        [
            .. from gap in gaps[start..].Concat(gaps[..Math.Max(start - 1, 0)])
               where gap.Missing > 0
               let first = EldField.OfHexadecimal((gap.From + 1) % SequenceCount)
               let last = EldField.OfHexadecimal((gap.From + gap.Missing) % SequenceCount)
               select new EldFinding(
                   EldFindingCodes.SequenceGap, EldSeverity.Warning, 0, Record.Name($"{first} to {last}"),
                   $"Records that are not in the file: {gap.Missing}. Ids go on for all users of an ELD: unless "
                   + "somebody else used it in between, ask the driver for a complete file.",
                   SequenceSource),
        ];
    }

    private static IEnumerable<EldFinding> References(EldFile file)
    {
        var users = file.Users.Select(user => user.Order.Integer).ToHashSet();
        var cmvs = file.Cmvs.Select(cmv => cmv.Order.Integer).ToHashSet();
        var events = file.Records().Select(row => row.Sequence.Hexadecimal).ToHashSet();
        var toUsers = Unknown(
            file.Events.Select(row => ((EldRow)row, row.User)), users, EldFindingCodes.UnknownUser, "user");
        var toCmvs = Unknown(
            [
                .. file.Events.Select(row => ((EldRow)row, row.Cmv)),
                .. file.Certifications.Select(row => ((EldRow)row, row.Cmv)),
                .. file.Malfunctions.Select(row => ((EldRow)row, row.Cmv)),
                .. file.Unidentified.Select(row => ((EldRow)row, row.Cmv)),
            ],
            cmvs, EldFindingCodes.UnknownCmv, "CMV");
        var annotations =
            from row in file.Annotations
            where row.Sequence.Hexadecimal is { } id && !events.Contains(id)
            select new EldFinding(
                EldFindingCodes.UnknownEvent, EldSeverity.Error, 0, Record.Name(row),
                "The annotation is about an event that is not in the file.",
                "49 CFR 395 subpart B app. A 4.8.2.1.5");
        return [.. toUsers, .. toCmvs, .. annotations];
    }

    private static IEnumerable<EldFinding> Unknown(
        IEnumerable<(EldRow Row, EldField Order)> references, HashSet<int?> known, string code, string what) =>
        from reference in references
        where reference.Order.Integer is { } number && !known.Contains(number)
        group reference by reference.Order.Integer into missing
        select new EldFinding(
            code, EldSeverity.Error, 0, Record.Name(missing.First().Row),
            $"The record, and {missing.Count() - 1} more, names {what} {missing.Key}, which is not in the {what} list.",
            OrderSource);

    private static IEnumerable<EldFinding> EditRequests(EldFile file) =>
        from row in file.Events
        where row.Status.Character == (char)EldRecordStatus.InactiveChangeRequested
        select new EldFinding(
            EldFindingCodes.OpenEditRequest, EldSeverity.Error, 0, Record.Name(row),
            $"The carrier asked for a change at {Record.When(row)} ({row.Kind}); the driver must accept or reject it "
            + "before the hand-over.",
            "49 CFR 395.30(c), (d); subpart B app. A 4.4.4.2.4");
}
