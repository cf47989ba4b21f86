namespace Oms.Eld.Reading;

/// <summary>How a field breaks its rule.</summary>
/// <param name="Code">One of <see cref="EldFindingCodes"/>.</param>
/// <param name="Message">What is wrong and what would be right.</param>
internal sealed record FieldFault(string Code, string Message);
