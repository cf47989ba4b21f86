namespace Oms.Custody;

/// <summary>The end of a chain: what its next leaf must continue.</summary>
/// <param name="Seq">The last leaf's place; 0 where there is none.</param>
/// <param name="Hash">The last leaf's hash; zero where there is none.</param>
public readonly record struct ChainHead(long Seq, Digest Hash)
{
    /// <summary>The head of a chain without leaves.</summary>
    public static ChainHead Empty => default;
}
