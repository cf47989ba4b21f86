namespace Oms.Transparency;

/// <summary>A key that signs notes.</summary>
public interface INoteSigner
{
    /// <summary>The other half of the key.</summary>
    INoteVerifier Verifier { get; }

    /// <summary>The signature over a note's text, without the key's id.</summary>
    byte[] Sign(ReadOnlySpan<byte> text);
}
