namespace Oms.Epcis;

/// <summary>The order of texts by their code points, which is the order of their UTF-8 bytes.</summary>
/// <remarks>Ordinal comparison is by UTF-16 units and puts a surrogate pair before U+E000 and above.</remarks>
internal sealed class CodePointOrder : IComparer<string>
{
    public static readonly CodePointOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        var common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        return Weight(left[common]).CompareTo(Weight(right[common]));
    }

    // Moves the surrogates behind every other unit. Two texts that differ within a pair differ as their units do.
    private static int Weight(char unit) => char.IsSurrogate(unit) ? unit + 0x1_0000 : unit;
}
