namespace Oms.Custody.Seals;

/// <summary>The classes of mechanical seals of ISO 17712, weakest first. Stored by name; a member is never
/// renamed.</summary>
public enum SealClass
{
    /// <summary>Marked I: shows tampering, breaks by hand.</summary>
    Indicative,

    /// <summary>Marked S: resists light tools.</summary>
    Security,

    /// <summary>Marked H: only strong tools break it; customs-trade programmes ask for it.</summary>
    HighSecurity,
}
