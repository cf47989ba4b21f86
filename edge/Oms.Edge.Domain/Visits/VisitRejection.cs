namespace Oms.Edge.Visits;

/// <summary>There is none: what was done before is already done.</summary>
public abstract record VisitRejection
{
    private VisitRejection()
    {
    }
}
