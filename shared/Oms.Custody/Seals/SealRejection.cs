namespace Oms.Custody.Seals;

/// <summary>The fact that stands in a command's way.</summary>
public abstract record SealRejection
{
    private SealRejection()
    {
    }

    /// <summary>A door has one seal at a time; break this one first.</summary>
    public sealed record AlreadySealed(string Number) : SealRejection;

    public sealed record NotSealed : SealRejection;

    /// <summary>The seal on the door has another number.</summary>
    public sealed record OtherNumber(string Known, string Given) : SealRejection;

    /// <summary>This seal was on this door before: a number is used once.</summary>
    public sealed record NumberUsed(string Number) : SealRejection;

    /// <summary>A member is not of its form.</summary>
    public sealed record Invalid(string Field, string Detail) : SealRejection;
}
