using NodaTime;

namespace Oms.Custody.Inspections;

/// <summary>Work that a defect asks for; the defect's certification closes it.</summary>
/// <param name="Id">Report and number of the defect, as <c>report#number</c>.</param>
/// <param name="Opened">When the driver signed the report.</param>
public sealed record WorkOrder(string Id, string Report, int Number, Defect Defect, Instant Opened);
