namespace Oms.Custody.Findings;

/// <param name="Field">The member at fault, as JSON spells it.</param>
/// <param name="Detail">What would be right, as a sentence.</param>
internal sealed record FieldFault(string Field, string Detail);
