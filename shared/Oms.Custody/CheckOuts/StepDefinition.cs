using System.Collections.Frozen;

namespace Oms.Custody.CheckOuts;

/// <summary>Who may do a step, and what can come out of it.</summary>
/// <param name="Step">One of <see cref="CheckOutSteps"/>.</param>
/// <param name="Roles">Those that may do it.</param>
/// <param name="Outcomes">Every word that <see cref="StepOutcomes.Of"/> has for it; empty where there is nothing to
/// tell apart.</param>
/// <param name="Direction">Null for both.</param>
public sealed record StepDefinition(
    string Step, FrozenSet<Role> Roles, FrozenSet<string> Outcomes, Direction? Direction = null);
