namespace Oms.Edge.Gateways;

public abstract record GatewayRejection
{
    private GatewayRejection()
    {
    }

    public sealed record NotBegun : GatewayRejection;

    public sealed record OtherIncarnation(string Incarnation) : GatewayRejection;
}
