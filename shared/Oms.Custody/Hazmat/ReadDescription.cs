using Oms.Custody.Findings;

namespace Oms.Custody.Hazmat;

/// <param name="Description">What was read; null where the line names no hazardous material.</param>
/// <param name="Findings">What the line lacks or has in the wrong place.</param>
public sealed record ReadDescription(ShippingDescription? Description, IReadOnlyList<Finding> Findings);
