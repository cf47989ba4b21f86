namespace Oms.Json;

/// <summary>The first fault of a JSON text and where it is.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Path">The member or item at fault as a JSON Pointer (RFC 6901); empty for the whole text.</param>
/// <param name="Offset">
/// The byte at which the fault was seen, from 0; the length of the text where it ends too soon.
/// </param>
/// <param name="Reason">One sentence in English. It repeats nothing of the text but names.</param>
public sealed record JsonFault(JsonFaultKind Kind, string Path, int Offset, string Reason)
{
    public override string ToString() =>
        $"{(Path.Length == 0 ? "the text" : Path)}, byte {Offset}: {Reason}";
}
