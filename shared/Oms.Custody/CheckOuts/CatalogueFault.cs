namespace Oms.Custody.CheckOuts;

/// <summary>What is wrong with a catalogue.</summary>
/// <param name="Pointer">The member at fault within the catalogue, a JSON Pointer (RFC 6901); "" for all of
/// it.</param>
/// <param name="Detail">What is wrong and what would be right, as a sentence.</param>
public sealed record CatalogueFault(string Pointer, string Detail);
