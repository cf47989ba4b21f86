namespace Oms.Edge.Docks;

public abstract record DockRejection
{
    private DockRejection()
    {
    }

    public sealed record Occupied(string By) : DockRejection;
}
