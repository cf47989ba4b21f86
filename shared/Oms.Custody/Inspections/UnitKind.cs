namespace Oms.Custody.Inspections;

/// <summary>What a fleet number names. A combination has one report for each of its units.</summary>
public enum UnitKind
{
    PowerUnit,

    /// <summary>A towed unit: no engine, so no engine hours.</summary>
    Trailer,
}
