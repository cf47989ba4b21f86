namespace Oms.Edge.Gateway.Centre;

/// <summary>How the gateway stands with the centre.</summary>
internal enum LinkState
{
    /// <summary>No centre is configured: the depot works alone.</summary>
    None,

    /// <summary>The key is not registered yet.</summary>
    NotEnrolled,

    Up,

    Down,

    /// <summary>The centre will not have this gateway: another wrote under its identity, or its key is
    /// unknown.</summary>
    Refused,
}
