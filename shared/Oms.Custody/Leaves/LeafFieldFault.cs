namespace Oms.Custody;

/// <summary>A field of a leaf that is not what it must be.</summary>
/// <param name="Field">The JSON member's name; empty where the whole text is at fault.</param>
/// <param name="Reason">What it must be, as one sentence.</param>
public sealed record LeafFieldFault(string Field, string Reason)
{
    public override string ToString() => Field.Length == 0 ? Reason : $"{Field}: {Reason}";
}
