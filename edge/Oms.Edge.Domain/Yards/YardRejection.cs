namespace Oms.Edge.Yards;

public abstract record YardRejection
{
    private YardRejection()
    {
    }

    /// <summary>The dock is booked for some of that time, or the id stands for another slot.</summary>
    public sealed record SlotTaken(string Slot) : YardRejection;

    /// <summary>The vehicle is not in the yard.</summary>
    public sealed record NotWaiting(string Vehicle) : YardRejection;

    public sealed record DockTaken(string Vehicle) : YardRejection;

    /// <summary>The dock is booked now, for another vehicle.</summary>
    public sealed record DockReserved(string Slot, string Vehicle) : YardRejection;

    public sealed record TooMany(string What, int Max) : YardRejection;

    public sealed record Invalid(string Field, string Detail) : YardRejection;
}
