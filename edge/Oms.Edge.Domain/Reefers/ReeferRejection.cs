namespace Oms.Edge.Reefers;

public abstract record ReeferRejection
{
    private ReeferRejection()
    {
    }

    /// <summary>The window is not the next one.</summary>
    public sealed record NotNext(long Number, long Next) : ReeferRejection;
}
