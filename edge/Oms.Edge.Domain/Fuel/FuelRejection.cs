namespace Oms.Edge.Fuel;

public abstract record FuelRejection
{
    private FuelRejection()
    {
    }

    /// <summary>The issuer's id stands for another purchase.</summary>
    public sealed record IdUsed(string Id) : FuelRejection;

    /// <summary>A member is not of its form.</summary>
    public sealed record Invalid(string Field, string Detail) : FuelRejection;
}
