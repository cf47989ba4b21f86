using System.Collections.Frozen;

namespace Oms.Eld.Reading;

/// <summary>Compares event data check values, when users, vehicles and annotations are known.</summary>
/// <remarks>
/// The sum has the originator's username, and the user list has none. It is known for the driver and the co-driver,
/// whom the header names, and for whoever signed an annotation of the event. How the unidentified driver's account is
/// called the standard leaves open: "unidentified", "Unidentified" and an empty name are accepted.
/// </remarks>
internal sealed class EventCheckPass
{
    private const int OrdersMax = 100;

    private readonly EldFile _file;
    private readonly FindingList _findings;
    private readonly int?[] _powerUnitSums = new int?[OrdersMax];
    private readonly int?[] _usernameSums = new int?[OrdersMax];
    private readonly FrozenDictionary<EldField, int> _annotatorSums;
    private readonly int[] _unidentifiedSums =
    [
        EldCheckValues.Sum(EldFile.UnidentifiedUsername), EldCheckValues.Sum("Unidentified"), 0,
    ];

    public EventCheckPass(EldFile file, FindingList findings)
    {
        (_file, _findings) = (file, findings);
        foreach (var cmv in file.Cmvs)
        {
            Set(_powerUnitSums, cmv.Order, EldCheckValues.Sum(cmv.PowerUnit));
        }

        foreach (var user in file.Users)
        {
            if (UsernameOf(user) is { } name)
            {
                Set(_usernameSums, user.Order, EldCheckValues.Sum(name));
            }
        }

        _annotatorSums = file.Annotations
            .DistinctBy(row => row.Sequence)
            .ToFrozenDictionary(row => row.Sequence, row => EldCheckValues.Sum(row.Username));
    }

    /// <summary>Compares all values.</summary>
    /// <returns>How many were compared, and how many could not be.</returns>
    public (int Known, int Unknown) Run(List<int> eventLines, List<int> unidentifiedLines)
    {
        var (known, unknown) = (0, 0);
        Span<int> one = stackalloc int[1];
        for (var i = 0; i < eventLines.Count; i++)
        {
            var row = _file.Events[i];
            var sum = Get(_usernameSums, row.User)
                ?? (_annotatorSums.TryGetValue(row.Sequence, out var annotator) ? annotator : null);
            one[0] = sum ?? 0;
            var isKnown = sum is not null && Compare(row, one, eventLines[i]);
            (known, unknown) = isKnown ? (known + 1, unknown) : (known, unknown + 1);
        }

        for (var i = 0; i < unidentifiedLines.Count; i++)
        {
            var isKnown = Compare(_file.Unidentified[i], _unidentifiedSums, unidentifiedLines[i]);
            (known, unknown) = isKnown ? (known + 1, unknown) : (known, unknown + 1);
        }

        return (known, unknown);
    }

    private bool Compare(EldDutyRow row, ReadOnlySpan<int> usernameSums, int line)
    {
        if (Get(_powerUnitSums, row.Cmv) is not { } powerUnit || row.Check.Hexadecimal is not { } stored)
        {
            return false;
        }

        var sum = row.CheckSum + powerUnit;
        foreach (var username in usernameSums)
        {
            if (EldCheckValues.EventOfSum(sum + username) == stored)
            {
                return true;
            }
        }

        _findings.Error(
            EldFindingCodes.EventCheckMismatch, line, FieldRules.EventCheck.Name,
            $"The event says {stored:X2}, and its fields give {EldCheckValues.EventOfSum(sum + usernameSums[0]):X2}; "
            + "the record was changed after it was made.",
            "49 CFR 395 subpart B app. A 4.4.5.1");
        return true;
    }

    private string? UsernameOf(EldUserRow user)
    {
        var (driver, coDriver) = (_file.Header.Driver, _file.Header.CoDriver);
        return user.AccountType.Character != 'D' ? null
            : (user.LastName, user.FirstName) == (driver.LastName, driver.FirstName) ? driver.Username
            : (user.LastName, user.FirstName) == (coDriver.LastName, coDriver.FirstName) ? coDriver.Username
            : null;
    }

    private static int? Get(int?[] sums, EldField order) =>
        order.Integer is { } number and >= 0 and < OrdersMax ? sums[number] : null;

    private static void Set(int?[] sums, EldField order, int sum)
    {
        if (order.Integer is { } number and >= 0 and < OrdersMax)
        {
            sums[number] = sum;
        }
    }
}
