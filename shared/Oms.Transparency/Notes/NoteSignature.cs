namespace Oms.Transparency;

/// <summary>One signature line of a note.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="KeyId">The key's id.</param>
/// <param name="Signature">The signature without the id.</param>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Signature)
{
    /// <summary>Whether it claims to be by a key; only <see cref="SignedNote.Open"/> says whether it is.</summary>
    public bool Claims(INoteVerifier verifier) => (Name, KeyId) == (verifier.Name, verifier.KeyId);
}
