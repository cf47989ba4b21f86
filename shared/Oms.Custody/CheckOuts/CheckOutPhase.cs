namespace Oms.Custody.CheckOuts;

/// <summary>Where a check-out stands.</summary>
public enum CheckOutPhase
{
    /// <summary>Nothing came in under this id.</summary>
    Absent,

    /// <summary>Steps are missing.</summary>
    Open,

    /// <summary>Every step is done; nobody has signed.</summary>
    Ready,

    /// <summary>One of the two parties has signed.</summary>
    Signed,

    /// <summary>Both have signed: the depot is custodian.</summary>
    Completed,

    /// <summary>The depot did not take over: the driver is custodian.</summary>
    Refused,

    /// <summary>The parties do not agree: the driver is custodian.</summary>
    Disputed,
}
