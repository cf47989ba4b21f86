namespace Oms.Epcis;

/// <summary>Something in an EPCIS document that the standard does not allow.</summary>
/// <param name="Code">Its kind, in kebab case; scripts rely on it.</param>
/// <param name="Path">The JSON path of the place (RFC 9535), <c>$</c> for the whole.</param>
/// <param name="Message">What is wrong and what would be right, as a sentence.</param>
public sealed record EpcisFinding(string Code, string Path, string Message);
