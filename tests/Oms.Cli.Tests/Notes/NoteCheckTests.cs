using System.Text;
using System.Text.Json;
using NodaTime;
using Oms.Cli.Tests.Doubles;
using Oms.Custody;
using Oms.Transparency;
using Xunit;

namespace Oms.Cli.Tests.Notes;

/// <summary><c>oms note check</c>: signatures of notes, by the keys that are given.</summary>
public sealed class NoteCheckTests : IDisposable
{
    private const string Text = "oms.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";

    private readonly Terminal _terminal = new();
    private readonly DeviceKey _key = DeviceKey.Create();
    private readonly EcdsaNoteSigner _log;
    private readonly CosignatureSigner _witness = new("depot-7", new byte[32], new Noon());

    public NoteCheckTests() => _log = new EcdsaNoteSigner("oms.example/log", _key);

    private string Key => _log.Verifier.ToVkey();

    public void Dispose()
    {
        _key.Dispose();
        _witness.Dispose();
    }

    [Fact]
    public async Task Good_signatures_count_and_unknown_keys_are_passed_over()
    {
        var note = SignedNote.Sign(Text, _log, _witness);
        var ran = await CheckAsync(note.ToString(), Key);
        Assert.Equal(ExitCode.Ok, ran.Code);
        Assert.Contains("checkpoint of oms.example/log: 0 entries", ran.Output, StringComparison.Ordinal);
        Assert.Contains("signature 2 by depot-7", ran.Output, StringComparison.Ordinal);
        Assert.Contains("does not count", ran.Output, StringComparison.Ordinal);
        var both = await CheckAsync(note.ToString(), Key, _witness.Verifier.ToVkey());
        Assert.Contains("seen at 2026-11-21T12:00:00Z", both.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_that_no_given_key_signed_is_a_finding()
    {
        var ran = await CheckAsync(SignedNote.Sign(Text, _witness).ToString(), Key);
        Assert.Equal(ExitCode.Rejected, ran.Code);
        Assert.Contains("[unsigned]", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_signature_of_a_given_key_is_a_finding_even_beside_a_good_one()
    {
        var note = SignedNote.Sign(Text, _log, _witness);
        var bad = note.Signatures[1].Signature.ToArray();
        bad[20] ^= 1;
        var changed = note with { Signatures = [note.Signatures[0], note.Signatures[1] with { Signature = bad }] };
        var ran = await CheckAsync(changed.ToString(), Key, _witness.Verifier.ToVkey());
        Assert.Equal(ExitCode.Rejected, ran.Code);
        Assert.Contains("signature 2: It claims the key depot-7", ran.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await CheckAsync(changed.ToString(), Key)).Code);
    }

    [Fact]
    public async Task What_is_no_note_is_a_finding_and_what_is_no_text_cannot_be_read()
    {
        Assert.Equal(ExitCode.Rejected, (await CheckAsync("hello\n", Key)).Code);
        _terminal.Input = [0xff, 0xfe];
        Assert.Equal(ExitCode.Usage, (await _terminal.RunAsync("note", "check", "--key", Key)).Code);
    }

    [Fact]
    public async Task Without_a_key_or_with_a_damaged_one_the_command_line_is_wrong()
    {
        Assert.Equal(ExitCode.Usage, (await _terminal.RunAsync("note", "check", "x")).Code);
        Assert.Equal(ExitCode.Usage, (await _terminal.RunAsync("note", "check", "x", "--key", Key[..^2])).Code);
    }

    [Fact]
    public async Task The_public_vectors_are_judged_as_they_say()
    {
        var folder = Environment.GetEnvironmentVariable("OMS_CONFORMANCE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "OMS_CONFORMANCE_DATA does not name a folder of test vectors.");
        using var vectors = JsonDocument.Parse(await File.ReadAllBytesAsync(
            Path.Combine(folder, "note", "signed_notes.json"), TestContext.Current.CancellationToken));
        var ed25519 = vectors.RootElement.GetProperty("ed25519");
        var (text, vkey) = (ed25519.GetProperty("note").GetString()!, ed25519.GetProperty("vkey").GetString()!);
        Assert.Equal(ExitCode.Ok, (await CheckAsync(text, vkey)).Code);
        var ecdsa = vectors.RootElement.GetProperty("ecdsa_p256");
        var spki = ecdsa.GetProperty("spki_der_base64").GetBytesFromBase64();
        using var verifier = new EcdsaNoteVerifier(
            ecdsa.GetProperty("key_name").GetString()!, DevicePublicKey.TryImport(spki)!);
        foreach (var note in ecdsa.GetProperty("notes").EnumerateArray())
        {
            Assert.Equal(
                ExitCode.Ok, (await CheckAsync(note.GetProperty("note").GetString()!, verifier.ToVkey())).Code);
        }

        foreach (var note in ecdsa.GetProperty("must_fail").EnumerateArray())
        {
            Assert.Equal(ExitCode.Rejected, (await CheckAsync(note.GetString()!, verifier.ToVkey())).Code);
        }
    }

    private Task<Ran> CheckAsync(string note, params string[] keys)
    {
        _terminal.Input = Encoding.UTF8.GetBytes(note);
        return _terminal.RunAsync(["note", "check", .. keys.SelectMany(key => new[] { "--key", key })]);
    }

    private sealed class Noon : IClock
    {
        public Instant GetCurrentInstant() => Instant.FromUtc(2026, 11, 21, 12, 0);
    }
}
