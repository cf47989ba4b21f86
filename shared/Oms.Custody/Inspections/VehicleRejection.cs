namespace Oms.Custody.Inspections;

/// <summary>The fact that stands in a command's way.</summary>
public abstract record VehicleRejection
{
    private VehicleRejection()
    {
    }

    public sealed record UnknownReport(string Report) : VehicleRejection;

    public sealed record UnknownDefect(string Report, int Defect) : VehicleRejection;

    /// <summary>The id stands for another content.</summary>
    public sealed record DoneDifferently(string What) : VehicleRejection;

    /// <summary>The record is that of another kind of unit.</summary>
    public sealed record OtherUnit(UnitKind Known) : VehicleRejection;

    /// <summary>A review makes no sense before every defect that holds the vehicle is certified.</summary>
    public sealed record NotCertified(string Report, IReadOnlyList<int> Defects) : VehicleRejection;

    /// <summary>The report names nothing that affects safety, so nothing is to be acknowledged.</summary>
    public sealed record NothingToReview(string Report) : VehicleRejection;

    /// <summary>A bound of one vehicle's record is reached.</summary>
    public sealed record TooMany(string What, int Max) : VehicleRejection;

    /// <summary>A member is not of its form.</summary>
    public sealed record Invalid(string Field, string Detail) : VehicleRejection;
}
