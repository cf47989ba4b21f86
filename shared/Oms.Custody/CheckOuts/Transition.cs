namespace Oms.Custody.CheckOuts;

/// <param name="Command">The type of the command, one of <see cref="CheckOutCommand"/>.</param>
public sealed record Transition(CheckOutPhase From, Type Command, CheckOutPhase To);
