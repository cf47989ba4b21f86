namespace Oms.Custody.Seals;

/// <summary>What the circuit of an electronic seal or a door contact says. Stored by name; a member is never
/// renamed.</summary>
public enum CircuitState
{
    Closed,
    Open,

    /// <summary>The hardware itself was manipulated: cut, short-circuited, or without power.</summary>
    Tampered,
}
