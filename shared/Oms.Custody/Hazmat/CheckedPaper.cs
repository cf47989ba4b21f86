using Oms.Custody.Findings;

namespace Oms.Custody.Hazmat;

/// <param name="Materials">The hazardous materials that the paper describes, in their order.</param>
/// <param name="Findings">What is wrong; places are <c>line N</c>, from 1, or a field.</param>
public sealed record CheckedPaper(IReadOnlyList<ShippingDescription> Materials, IReadOnlyList<Finding> Findings);
