namespace Oms.Transparency;

/// <summary>A key that verifies signatures of notes.</summary>
public interface INoteVerifier
{
    /// <summary>The key's name: not empty, without white space and <c>+</c>.</summary>
    string Name { get; }

    /// <summary>The first four bytes of a hash over the key, big-endian. It names the key and proves nothing.</summary>
    uint KeyId { get; }

    /// <summary>Whether a signature over a note's text is this key's, in the one form that its signers write.</summary>
    bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature);

    /// <summary>The key as text, which <see cref="NoteKey.Parse"/> reads.</summary>
    string ToVkey();
}
