namespace Oms.Eld;

/// <summary>Reads pairs of event type and code.</summary>
public static class EldEventKinds
{
    /// <summary>What a pair of table 6 says. A certification (type 4) has its number as its code, and is no kind.</summary>
    public static EldEventKind Of(int type, EldField code) =>
        code.Character is { } digit && char.IsAsciiDigit(digit)
        && (EldEventKind)((type * 10) + (digit - '0')) is var kind && IsKnown(kind)
            ? kind
            : EldEventKind.Unknown;

    /// <inheritdoc cref="Of(int, EldField)"/>
    public static EldEventKind Of(EldField type, EldField code) =>
        type.Character is { } digit && char.IsAsciiDigit(digit) ? Of(digit - '0', code) : EldEventKind.Unknown;

    private static bool IsKnown(EldEventKind kind) =>
        kind is (>= EldEventKind.OffDuty and <= EldEventKind.OnDutyNotDriving)
            or EldEventKind.Intermediate or EldEventKind.IntermediateReduced
            or (>= EldEventKind.CategoryCleared and <= EldEventKind.YardMoves)
            or EldEventKind.Login or EldEventKind.Logout
            or (>= EldEventKind.PowerUp and <= EldEventKind.ShutDownReduced)
            or (>= EldEventKind.MalfunctionLogged and <= EldEventKind.DiagnosticCleared);
}
