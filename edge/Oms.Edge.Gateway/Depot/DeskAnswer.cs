using Oms.Actors;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Gateway.Depot;

/// <summary>What the desk says to a step.</summary>
internal abstract record DeskAnswer
{
    private DeskAnswer()
    {
    }

    /// <param name="Repeated">The same command was answered before.</param>
    public sealed record Done(string Id, CheckOut State, long Version, bool Repeated) : DeskAnswer;

    public sealed record Rejected(CheckOutRejection Reason) : DeskAnswer;

    /// <summary>The vehicle is in a check-out that is open.</summary>
    public sealed record VehicleBusy(string CheckOut) : DeskAnswer;

    public sealed record DockBusy(string CheckOut) : DeskAnswer;

    public sealed record VersionDiffers(long Version) : DeskAnswer;

    public sealed record KeyReused : DeskAnswer;

    public sealed record Unavailable(RetryReason Reason) : DeskAnswer;
}
