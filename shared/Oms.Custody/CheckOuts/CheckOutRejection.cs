using Oms.Custody.Cargo;

namespace Oms.Custody.CheckOuts;

/// <summary>The fact that stands in a command's way.</summary>
public abstract record CheckOutRejection
{
    private CheckOutRejection()
    {
    }

    public sealed record NotArrived : CheckOutRejection;

    public sealed record AlreadyArrived(string Vehicle, string Driver) : CheckOutRejection;

    /// <param name="Outcome"><c>completed</c>, <c>refused</c> or <c>disputed</c>.</param>
    public sealed record Closed(string Outcome) : CheckOutRejection;

    /// <summary>The role may not do the step.</summary>
    public sealed record RoleNotAllowed(string Step, Role Role, IReadOnlyList<Role> Allowed) : CheckOutRejection;

    /// <summary>The step is none of this direction.</summary>
    public sealed record NotInDirection(string Step, Direction Direction) : CheckOutRejection;

    /// <summary>The step was done before, with another content; a correction names that record.</summary>
    public sealed record StepDoneDifferently(string Step, long Record) : CheckOutRejection;

    /// <summary>A correction names a record of a step that was not done.</summary>
    public sealed record NothingToSupersede(string Step, long Named) : CheckOutRejection;

    /// <summary>A correction names a record in whose place another one stands by now.</summary>
    public sealed record SupersededBefore(string Step, long Named, long Record) : CheckOutRejection;

    /// <summary>The checklist asks for proof.</summary>
    public sealed record EvidenceMissing(string Step, EvidenceKind Kind) : CheckOutRejection;

    /// <summary>The inspection leaves out parts that the checklist names.</summary>
    public sealed record PartsMissing(IReadOnlyList<string> Parts) : CheckOutRejection;

    /// <summary>Nothing is loaded before these steps are done.</summary>
    public sealed record LoadGateClosed(IReadOnlyList<string> Missing) : CheckOutRejection;

    /// <summary>The vehicle is not dispatched with defects of which nobody certified what became.</summary>
    public sealed record AwaitingRepair(IReadOnlyList<int> Defects) : CheckOutRejection;

    /// <summary>The checklist does not let these outcomes pass without an exception.</summary>
    public sealed record OutcomesNotAcceptable(IReadOnlyList<string> Steps) : CheckOutRejection;

    /// <summary>So much of it is not there to be handed over.</summary>
    public sealed record NotThere(Item Item, int Quantity, int Present) : CheckOutRejection;

    /// <summary>Nothing was drawn.</summary>
    public sealed record SignatureEmpty(string Field) : CheckOutRejection;

    public sealed record ManifestMissing : CheckOutRejection;

    /// <summary>The manifest is of another depot, vehicle, driver or route.</summary>
    public sealed record ManifestMismatch(string Field, string Expected, string Actual) : CheckOutRejection;

    public sealed record UnknownStop(int Stop, string Order) : CheckOutRejection;

    /// <summary>The lines are not the manifest's lines of this stop, each once for each of its lots.</summary>
    public sealed record UnknownLine(int Line) : CheckOutRejection;

    /// <summary>Delivered, short, refused and damaged do not add up to the manifest's quantity.</summary>
    public sealed record CountsDoNotAddUp(int Line, int Expected, long Actual) : CheckOutRejection;

    public sealed record ReasonMissing(int Line) : CheckOutRejection;

    /// <summary>Something was delivered and nobody signed for it.</summary>
    public sealed record PodMissing(int Stop) : CheckOutRejection;

    /// <summary>The count cannot be closed before every stop is known.</summary>
    public sealed record StopsOpen(IReadOnlyList<int> Stops) : CheckOutRejection;

    /// <summary>The count of what came back is closed.</summary>
    public sealed record CountClosed : CheckOutRejection;

    /// <summary>Scans and manual counts of these differ, and nobody ruled.</summary>
    public sealed record CountOpen(IReadOnlyList<TallyLine> Lines) : CheckOutRejection;

    public sealed record StepsOpen(IReadOnlyList<string> Missing) : CheckOutRejection;

    /// <summary>Driver and supervisor must be two persons.</summary>
    public sealed record SameSigner(string Signer) : CheckOutRejection;

    /// <summary>For the driver only the driver of this check-out signs.</summary>
    public sealed record WrongSigner(string Expected, string Actual) : CheckOutRejection;

    /// <summary>A bound of one check-out is reached.</summary>
    public sealed record TooMany(string What, int Max) : CheckOutRejection;

    /// <summary>A member is not of its form.</summary>
    public sealed record Invalid(string Field, string Detail) : CheckOutRejection;
}
