using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Custody;
using Xunit;

namespace Oms.Transparency.Tests.Notes;

public sealed class SignedNoteTests : IDisposable
{
    private const string Text = "oms.example/log\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";

    private readonly DeviceKey _key = DeviceKey.Create();
    private readonly EcdsaNoteSigner _ecdsa;
    private readonly Ed25519Signer _ed25519 = new("oms.example/ed", new byte[32]);
    private readonly CosignatureSigner _witness = new("depot-7", [.. Enumerable.Repeat((byte)7, 32)], new FixedClock());

    private readonly Ed25519Signer _ed25519AsLog = new("oms.example/log", [.. Enumerable.Repeat((byte)9, 32)]);

    public SignedNoteTests() => _ecdsa = new EcdsaNoteSigner("oms.example/log", _key);

    public void Dispose()
    {
        _key.Dispose();
        _ed25519.Dispose();
        _ed25519AsLog.Dispose();
        _witness.Dispose();
    }

    [Fact]
    public void A_note_signed_by_keys_of_every_type_reads_back_and_opens()
    {
        var note = SignedNote.Sign(Text, _ecdsa, _ed25519, _witness);
        var read = SignedNote.TryParse(note.ToString())!;
        Assert.Equal(note.ToString(), read.ToString());
        Assert.Equal(Text, read.Text);
        INoteVerifier[] known =
            [_ecdsa.Verifier, .. new[] { _ed25519.Verifier, _witness.Verifier }.Select(v => NoteKey.Parse(v.ToVkey()))];
        Assert.Equal(known, read.Open(known));
        Assert.Equal([_ecdsa.Verifier], read.Open(_ecdsa.Verifier));
    }

    [Fact]
    public void A_cosignature_carries_the_time_it_signs()
    {
        var note = SignedNote.Sign(Text, _witness);
        Assert.Equal(1_800_000_000, Cosignature.Time(note.Signatures[0].Signature.Span));
        var later = note.Signatures[0].Signature.ToArray();
        later[7]++;
        var changed = note with { Signatures = [note.Signatures[0] with { Signature = later }] };
        Assert.Null(changed.Open(_witness.Verifier));
    }

    [Fact]
    public void Unknown_keys_are_ignored_and_do_not_open_a_note()
    {
        var note = SignedNote.Sign(Text, _ed25519, _ecdsa);
        Assert.Equal([_ecdsa.Verifier], note.Open(_ecdsa.Verifier));
        Assert.Null(SignedNote.Sign(Text, _ed25519).Open(_ecdsa.Verifier));
    }

    [Fact]
    public void A_note_whose_known_signature_fails_does_not_open_whatever_else_signs_it()
    {
        var note = SignedNote.Sign(Text, _ecdsa, _ed25519) with { Text = Text.Replace('3', '4') };
        var mixed = note.And(_ed25519) with { };
        Assert.Null(note.Open(_ecdsa.Verifier));
        Assert.Null(mixed.Open(_ecdsa.Verifier, _ed25519.Verifier));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n\u2014 a AAAAAAE=")]
    [InlineData("text\n\n\u2014 a AAAAAA==\n")]
    [InlineData("text\n\n\u2014 a AAAAAAF=\n")]
    [InlineData("text\n\n\u2014  AAAAAAE=\n")]
    [InlineData("text\n\n\u2014 a+b AAAAAAE=\n")]
    [InlineData("text\n\n\u2014 a b AAAAAAE=\n")]
    [InlineData("text\n\n- a AAAAAAE=\n")]
    [InlineData("text\n\n\u2014 a AAAA AAE=\n")]
    [InlineData("te\txt\n\n\u2014 a AAAAAAE=\n")]
    [InlineData("text\r\n\n\u2014 a AAAAAAE=\n")]
    [InlineData("\n\u2014 a AAAAAAE=\n")]
    public void What_is_no_note_is_refused(string text) => Assert.Null(SignedNote.TryParse(text));

    [Fact]
    public void A_note_that_is_no_Unicode_text_is_refused() =>
        Assert.Null(SignedNote.TryParse($"te{'\ud800'}xt\n\n\u2014 a AAAAAAE=\n"));

    [Fact]
    public void Sixteen_signatures_are_read_and_too_many_are_not()
    {
        var line = "\u2014 a AAAAAAE=\n";
        Assert.Equal(16, SignedNote.TryParse("t\n\n" + string.Concat(Enumerable.Repeat(line, 16)))!.Signatures.Count);
        Assert.Null(SignedNote.TryParse(
            "t\n\n" + string.Concat(Enumerable.Repeat(line, SignedNote.SignaturesMax + 1))));
    }

    [Fact]
    public void A_key_is_read_from_its_text_only_with_its_own_id()
    {
        foreach (var verifier in new[] { _ecdsa.Verifier, _ed25519.Verifier, _witness.Verifier })
        {
            var vkey = verifier.ToVkey();
            var read = NoteKey.Parse(vkey);
            Assert.Equal((verifier.Name, verifier.KeyId, vkey), (read.Name, read.KeyId, read.ToVkey()));
            for (var i = 0; i < vkey.Length; i++)
            {
                // The id of a P-256 key does not cover its name (C2SP signed-note, type 0x02).
                if (i >= verifier.Name.Length || verifier != _ecdsa.Verifier)
                {
                    var changed = vkey[..i] + (vkey[i] == 'A' ? 'B' : 'A') + vkey[(i + 1)..];
                    Assert.Throws<FormatException>(() => NoteKey.Parse(changed));
                }
            }
        }
    }

    [Fact]
    public void Ed25519_signs_as_RFC_8032_says()
    {
        // Section 7.1, test 2, computed again with the system's openssl command.
        var seed = Convert.FromHexString("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        using var signer = new Ed25519Signer("x", seed);
        Assert.Equal(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            Convert.ToHexStringLower(signer.Sign([0x72])));
        Assert.EndsWith(
            Convert.ToBase64String(
            [
                1, .. Convert.FromHexString("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
            ]),
            signer.Verifier.ToVkey(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_high_twin_of_a_signature_verifies_but_is_not_in_one_form()
    {
        var signature = _ecdsa.Sign("t\n"u8);
        Assert.True(EcdsaNoteVerifier.IsInOneForm(signature));
        var plain = new byte[64];
        Assert.True(DerSignature.TryToP1363(signature, plain));
        var order = new System.Numerics.BigInteger(
            Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"), true, true);
        var high = (order - new System.Numerics.BigInteger(plain.AsSpan(32), true, true)).ToByteArray(true, true);
        high.CopyTo(plain, 64 - high.Length);
        var twin = DerSignature.FromP1363(plain);
        Assert.True(_ecdsa.Verifier.Verify("t\n"u8, twin));
        Assert.False(EcdsaNoteVerifier.IsInOneForm(twin));
    }

    [Fact]
    public void A_checkpoint_reads_back_in_its_one_form()
    {
        var checkpoint = new Checkpoint("oms.example/log", 70_000, Digest.Of("root"u8));
        Assert.Equal(checkpoint.ToText(), Checkpoint.TryParse(checkpoint.ToText())!.ToText());
        var extended = checkpoint with { Extensions = ["more"] };
        Assert.Equal(["more"], Checkpoint.TryParse(extended.ToText())!.Extensions);
        var text = checkpoint.ToText();
        foreach (var bad in new[]
        {
            "", text[..^1], text + "\n", text.Replace("70000", "070000", StringComparison.Ordinal),
            text.Replace("70000", "-1", StringComparison.Ordinal),
            text.Replace("70000", "9223372036854775808", StringComparison.Ordinal),
            text.Replace("=", "", StringComparison.Ordinal), "\n1\nAAAA\n", "o\n1\nAAAA\n",
        })
        {
            Assert.Null(Checkpoint.TryParse(bad));
        }

        Assert.Throws<InvalidOperationException>(() => (checkpoint with { Origin = "a\n9" }).ToText());
    }

    [Fact]
    public void A_proof_file_reads_back_and_proves_its_entry_alone()
    {
        List<Digest> hashes = [Digest.Of("a"u8), Digest.Of("b"u8)];
        var root = MerkleHash.Node(MerkleHash.Node(MerkleHash.Leaf("entry"u8), hashes[0]), hashes[1]);
        var note = SignedNote.Sign(new Checkpoint("oms.example/log", 4, root).ToText(), _ecdsa);
        foreach (var extra in new ReadOnlyMemory<byte>?[] { null, new byte[] { 1, 2, 3 } })
        {
            var text = new TlogProof(0, hashes, note, extra).ToString();
            Assert.StartsWith("c2sp.org/tlog-proof@v1\n", text, StringComparison.Ordinal);
            var read = TlogProof.TryParse(text)!;
            Assert.Equal(text, read.ToString());
            Assert.Equal(extra?.ToArray(), read.Extra?.ToArray());
            Assert.True(read.Verify("entry"u8, _ecdsa.Verifier));
            Assert.False(read.Verify("entri"u8, _ecdsa.Verifier));
            Assert.False((read with { Index = 1 }).Verify("entry"u8, _ecdsa.Verifier));
            Assert.False(read.Verify("entry"u8, _ed25519.Verifier));
        }
    }

    [Fact]
    public void A_damaged_proof_file_is_refused_or_proves_nothing() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var note = SignedNote.Sign(
                new Checkpoint("oms.example/log", 1, MerkleHash.Leaf("entry"u8)).ToText(), _ed25519AsLog);
            var text = new TlogProof(0, [], note).ToString().ToCharArray();
            var at = random.Next(text.Length);
            text[at] = (char)(text[at] ^ random.Next(1, 128));
            var read = TlogProof.TryParse(new string(text));
            Assert.True(read is null || !read.Verify("entry"u8, _ed25519AsLog.Verifier));
        }).QuickCheckThrowOnFailure();

    private sealed class FixedClock : IClock
    {
        public Instant GetCurrentInstant() => Instant.FromUnixTimeSeconds(1_800_000_000);
    }
}
