namespace Oms.Edge.Gateways;

public abstract record GatewayRejection
{
    private GatewayRejection()
    {
    }

    public sealed record NotBegun : GatewayRejection;

    public sealed record OtherIncarnation(string Incarnation) : GatewayRejection;

    /// <summary>The key that is to be replaced is not the one that signs.</summary>
    public sealed record OtherKey(string Key) : GatewayRejection;
}
