using Oms.Conformance.Merkle;
using Oms.Custody;
using Oms.Transparency;

namespace Oms.Conformance.Notes;

/// <summary>Signed notes against vectors that others made (C2SP signed-note, and P-256 checkpoints).</summary>
public sealed class SignedNoteConformance
{
    [Fact]
    public void The_Ed25519_note_of_the_standard_opens()
    {
        var vector = VectorFolder.Read(VectorFolder.Path("note", "signed_notes.json")).GetProperty("ed25519");
        var vkey = vector.GetProperty("vkey").GetString()!;
        var verifier = NoteKey.Parse(vkey);
        Assert.Equal(vkey, verifier.ToVkey());
        var text = vector.GetProperty("note").GetString()!;
        var note = SignedNote.TryParse(text)!;
        Assert.Equal(text, note.ToString());
        Assert.Equal([verifier], note.Open(verifier));

        var other = SignedNote.TryParse(text.Replace("This is", "This was", StringComparison.Ordinal))!;
        Assert.Null(other.Open(verifier));
    }

    [Fact]
    public async Task The_P256_checkpoints_open_and_name_the_roots_of_their_leaves()
    {
        var vector = VectorFolder.Read(VectorFolder.Path("note", "signed_notes.json")).GetProperty("ecdsa_p256");
        var verifier = new EcdsaNoteVerifier(
            vector.GetProperty("key_name").GetString()!,
            DevicePublicKey.TryImport(vector.GetProperty("spki_der_base64").GetBytesFromBase64())!);
        Assert.Equal(vector.GetProperty("key_id_hex").GetString(), verifier.KeyId.ToString("x8", null));
        var leaves = vector.GetProperty("leaves_hex").EnumerateArray()
            .Select(leaf => (ReadOnlyMemory<byte>)Convert.FromHexString(leaf.GetString()!)).ToList();
        var log = MerkleLog.Create(new NoStore());
        _ = await log.AppendAsync(leaves);

        var notes = vector.GetProperty("notes").EnumerateArray().ToList();
        Assert.NotEmpty(notes);
        foreach (var sample in notes)
        {
            var note = SignedNote.TryParse(sample.GetProperty("note").GetString()!)!;
            Assert.Equal([verifier], note.Open(verifier));
            var checkpoint = Checkpoint.TryParse(note.Text)!;
            Assert.Equal(sample.GetProperty("size").GetInt64(), checkpoint.Size);
            Assert.Equal(
                await log.RootAtAsync(checkpoint.Size, TestContext.Current.CancellationToken), checkpoint.Root);
        }

        var failing = vector.GetProperty("must_fail").EnumerateArray().ToList();
        Assert.NotEmpty(failing);
        Assert.All(failing, note => Assert.Null(SignedNote.TryParse(note.GetString()!)?.Open(verifier)));
    }

    private sealed class NoStore : ITileStore
    {
        public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(TileId tile, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"{tile.ToPath()} was read.");

        public ValueTask WriteAsync(LogAppend append) => ValueTask.CompletedTask;
    }
}
