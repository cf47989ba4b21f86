using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Gateway.Depot;

/// <summary>What the desk says to a step.</summary>
internal abstract record DeskAnswer
{
    private DeskAnswer()
    {
    }

    /// <param name="Repeated">The same command was answered before.</param>
    internal sealed record Done(string Id, CheckOut State, long Version, bool Repeated) : DeskAnswer;

    internal sealed record Rejected(CheckOutRejection Reason) : DeskAnswer;

    /// <summary>The vehicle is in a check-out that is open.</summary>
    internal sealed record VehicleBusy(string CheckOut) : DeskAnswer;

    internal sealed record DockBusy(string CheckOut) : DeskAnswer;

    /// <summary>The vehicle does not leave before its defects are certified.</summary>
    /// <param name="WorkOrders">What is open, as <c>report#number</c>.</param>
    internal sealed record VehicleAwaitingRepair(IReadOnlyList<string> WorkOrders) : DeskAnswer;

    /// <summary>The load has no temperature to be judged.</summary>
    internal sealed record NothingToJudge(string Detail) : DeskAnswer;

    /// <summary>Only what has ended can be opened again.</summary>
    internal sealed record NotEnded : DeskAnswer;

    internal sealed record VersionDiffers(long Version) : DeskAnswer;

    internal sealed record KeyReused : DeskAnswer;

    /// <param name="Quarantine">Why the check-out is set aside; null for another reason.</param>
    internal sealed record Unavailable(RetryReason Reason, QuarantineRow? Quarantine) : DeskAnswer;
}
