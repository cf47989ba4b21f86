namespace Oms.Custody.Cargo;

/// <param name="All">Units that scans stand for.</param>
/// <param name="Damaged">Those of them that were scanned as damaged.</param>
internal readonly record struct ScannedUnits(int All, int Damaged);
