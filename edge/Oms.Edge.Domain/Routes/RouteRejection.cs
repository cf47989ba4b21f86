namespace Oms.Edge.Routes;

/// <summary>There is none: what is old is already done.</summary>
public abstract record RouteRejection
{
    private RouteRejection()
    {
    }
}
