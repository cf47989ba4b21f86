namespace Oms.Edge.Elds;

public abstract record EldRejection
{
    private EldRejection()
    {
    }

    /// <summary>The sequence id was used for another event.</summary>
    public sealed record SequenceConflict(int Sequence) : EldRejection;
}
