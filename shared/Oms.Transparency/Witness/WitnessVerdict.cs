namespace Oms.Transparency;

/// <summary>What a witness makes of a request. Closed.</summary>
public abstract record WitnessVerdict
{
    private WitnessVerdict()
    {
    }

    /// <summary>The checkpoint follows the last one: it may be cosigned, once it is kept.</summary>
    public sealed record Consistent(Checkpoint Checkpoint) : WitnessVerdict;

    /// <summary>It is not what a witness cosigns: no checkpoint of this log, or the proof is from another
    /// size.</summary>
    public sealed record NotForUs(string Reason) : WitnessVerdict;

    /// <summary>The log has fewer entries than it had: it went back, or the answer is an old one.</summary>
    public sealed record WentBack(Checkpoint Checkpoint) : WitnessVerdict;

    /// <summary>The checkpoint does not follow the last one.</summary>
    /// <param name="Proof">What proves it to anybody; null while <see cref="Missing"/> is not known.</param>
    /// <param name="Missing">
    /// The tile whose first hashes are the root that the log now has at the old size; null where nothing is missing or
    /// nothing would help, because the log proves nothing at all.
    /// </param>
    public sealed record Forked(LogFork? Proof, TileId? Missing) : WitnessVerdict;
}
