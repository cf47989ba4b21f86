namespace Oms.Custody.Hazmat;

/// <summary>How one page of a shipping paper is numbered.</summary>
/// <param name="Number">Its own number; null where it has none.</param>
/// <param name="Total">How many pages there are, as it says; null where it does not.</param>
public sealed record PaperPage(int? Number, int? Total);
