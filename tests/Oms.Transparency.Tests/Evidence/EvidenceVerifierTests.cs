using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using Oms.Custody;
using Oms.Json;
using Xunit;

namespace Oms.Transparency.Tests.Evidence;

public sealed class EvidenceVerifierTests : IAsyncLifetime
{
    private EvidenceSample _sample = null!;

    public async ValueTask InitializeAsync() => _sample = await EvidenceSample.CreateAsync();

    public ValueTask DisposeAsync()
    {
        _sample.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_whole_file_is_valid_and_names_what_it_is_of()
    {
        var file = EvidenceWriter.Write(await _sample.PartsAsync());
        var report = EvidenceVerifier.Verify(file, _sample.Trust);
        Assert.Null(report.Failure);
        Assert.Equal(EvidenceVerdict.Valid, report.Verdict);
        Assert.Equal((EvidenceSample.CheckOut, EvidenceSample.Depot), (report.CheckOut, report.Depot));
        Assert.Equal(
            ["format", "records", "certificates", "signatures", "checkpoint", "inclusion", "encoding", "trust"],
            report.Checks.Select(check => check.Name));
        Assert.All(report.Checks, check => Assert.True(check.Passed));
        var eld = EvidenceSample.AttachmentBytes;
        Assert.Equal(
            [
                new AttachmentReference(Digest.Of(eld), "file", "eld.csv", null, eld.Length),
                new AttachmentReference(Digest.Of("photo"u8), "photo", null, null, null),
            ],
            report.Attachments.OrderBy(attachment => attachment.Role));
        Assert.True(CanonicalJson.IsCanonical(file));
    }

    [Fact]
    public async Task A_file_made_whole_by_a_stranger_is_told_from_one_that_was_altered()
    {
        using var stranger = await EvidenceSample.CreateAsync();
        var file = EvidenceWriter.Write(await stranger.PartsAsync());
        Judge(EvidenceVerdict.SignedByStranger, "trust", "/root", file);
        Assert.Equal(EvidenceVerdict.Valid, EvidenceVerifier.Verify(file, stranger.Trust).Verdict);
    }

    [Fact]
    public async Task Our_records_in_a_strangers_log_are_a_strangers_file()
    {
        var parts = await _sample.PartsAsync();
        var signer = new EcdsaNoteSigner("oms.example/log", _sample.New());
        var text = SignedNote.TryParse(parts.Checkpoint)!.Text;
        var file = EvidenceWriter.Write(parts with
        {
            Checkpoint = SignedNote.Sign(text, signer).ToString(),
            LogVkey = signer.Verifier.ToVkey(),
        });
        Judge(EvidenceVerdict.SignedByStranger, "trust", "/log", file);
    }

    [Fact]
    public async Task A_stranger_who_claims_our_root_is_refused()
    {
        using var stranger = await EvidenceSample.CreateAsync();
        var parts = await stranger.PartsAsync();
        var claimed = EvidenceWriter.Write(parts with { RootSpki = _sample.Root.PublicKey.Spki.ToArray() });
        Judge(EvidenceVerdict.Rejected, "certificates", "/keys/0/certificate/sig", claimed);
        var log = EvidenceWriter.Write(parts with { LogVkey = _sample.LogSigner.Verifier.ToVkey() });
        Judge(EvidenceVerdict.Rejected, "checkpoint", "/checkpoint", log);
    }

    [Fact]
    public async Task A_dropped_last_record_shows()
    {
        var parts = await _sample.PartsAsync();
        var cut = EvidenceWriter.Write(parts with
        {
            Records = [.. parts.Records.SkipLast(1)],
            Proofs = [.. parts.Proofs.SkipLast(1)],
        });
        Judge(EvidenceVerdict.Rejected, "records", "/records/2/leaf/kind", cut);
    }

    [Fact]
    public async Task A_dropped_first_or_middle_record_and_swapped_records_show()
    {
        var parts = await _sample.PartsAsync();
        foreach (var (order, at) in new (int[], int)[] { ([1, 2, 3], 0), ([0, 2, 3], 1), ([0, 2, 1, 3], 1) })
        {
            var file = EvidenceWriter.Write(parts with
            {
                Records = [.. order.Select(i => parts.Records[i])],
                Proofs = [.. order.Select(i => parts.Proofs[i])],
            });
            Judge(EvidenceVerdict.Rejected, "records", $"/records/{at}/leaf/custody_seq", file);
        }
    }

    [Fact]
    public async Task Records_after_the_closing_one_stay_out_and_are_refused()
    {
        var before = await _sample.PartsAsync();
        await _sample.AppendAsync("gateway-1", "command.accepted", "{}");
        var parts = await _sample.PartsAsync();
        var file = EvidenceWriter.Write(parts);
        Assert.Equal(EvidenceVerdict.Valid, EvidenceVerifier.Verify(file, _sample.Trust).Verdict);
        Assert.Equal(before.Records.Count, JsonNode.Parse(file)!["records"]!.AsArray().Count);
        Judge(
            EvidenceVerdict.Rejected, "records", "/records/3/leaf/kind",
            EvidenceWriter.Encode(EvidenceSample.CheckOut, EvidenceSample.Depot, [], parts));
    }

    [Fact]
    public async Task A_changed_body_is_refused()
    {
        var parts = await _sample.PartsAsync();
        var changed = new SignedRecord(parts.Records[1].Leaf, parts.Records[1].Signature, "{}"u8.ToArray());
        Judge(
            EvidenceVerdict.Rejected, "records", "/records/1/body",
            EvidenceWriter.Write(parts with { Records = [parts.Records[0], changed, .. parts.Records.Skip(2)] }));
    }

    [Fact]
    public async Task A_record_signed_again_by_another_key_is_refused()
    {
        var parts = await _sample.PartsAsync();
        var signature = new byte[DomainSignature.Size];
        _sample.New().SignLeaf(parts.Records[1].Leaf.Span, signature);
        var changed = new SignedRecord(parts.Records[1].Leaf, signature, parts.Records[1].Body);
        Judge(
            EvidenceVerdict.Rejected, "signatures", "/records/1/sig",
            EvidenceWriter.Write(parts with { Records = [parts.Records[0], changed, .. parts.Records.Skip(2)] }));
    }

    [Fact]
    public async Task A_record_signed_again_by_its_own_device_is_not_the_one_in_the_log()
    {
        var parts = await _sample.PartsAsync();
        var signature = new byte[DomainSignature.Size];
        _sample.Key("gateway-1").SignLeaf(parts.Records[1].Leaf.Span, signature);
        var changed = new SignedRecord(parts.Records[1].Leaf, signature, parts.Records[1].Body);
        Judge(
            EvidenceVerdict.Rejected, "inclusion", "/proofs/1",
            EvidenceWriter.Write(parts with { Records = [parts.Records[0], changed, .. parts.Records.Skip(2)] }));
    }

    [Fact]
    public async Task A_signature_turned_into_its_mathematical_twin_is_refused()
    {
        var parts = await _sample.PartsAsync();
        var first = parts.Records[0];
        var record = new SignedRecord(first.Leaf, Twin(first.Signature.Span), first.Body);
        Judge(
            EvidenceVerdict.Rejected, "signatures", "/records/0/sig",
            EvidenceWriter.Write(parts with { Records = [record, .. parts.Records.Skip(1)] }));

        var key = _sample.Certificates[0] with { Signature = Twin(_sample.Certificates[0].Signature.Span) };
        Judge(
            EvidenceVerdict.Rejected, "certificates", "/keys/0/certificate/sig",
            EvidenceWriter.Write(parts with { Keys = [key, _sample.Certificates[1]] }));

        var note = SignedNote.TryParse(parts.Checkpoint)!;
        var plain = new byte[DomainSignature.Size];
        Assert.True(DerSignature.TryToP1363(note.Signatures[0].Signature.Span, plain));
        var twin = note.Signatures[0] with { Signature = DerSignature.FromP1363(Twin(plain)) };
        var turned = note with { Signatures = [twin] };
        Assert.NotNull(turned.Open(_sample.LogSigner.Verifier));
        Judge(
            EvidenceVerdict.Rejected, "checkpoint", "/checkpoint",
            EvidenceWriter.Write(parts with { Checkpoint = turned.ToString() }));
    }

    [Fact]
    public async Task Keys_that_are_missing_unused_or_out_of_order_are_refused()
    {
        var parts = await _sample.PartsAsync();
        var (one, two) = (_sample.Certificates[0], _sample.Certificates[1]);
        Judge(EvidenceVerdict.Rejected, "signatures", "/records/2/leaf/device", Encode(parts with { Keys = [one] }));
        Judge(EvidenceVerdict.Rejected, "certificates", "/keys", Encode(parts with { Keys = [two, one] }));
        Judge(EvidenceVerdict.Rejected, "certificates", "/keys/1", Encode(parts with { Keys = [one, one, two] }));
        var unused = EvidenceSample.Certificate("gateway-3", _sample.New(), 0, _sample.Root);
        Judge(EvidenceVerdict.Rejected, "signatures", "/keys", Encode(parts with { Keys = [one, two, unused] }));

        static byte[] Encode(EvidenceParts parts) =>
            EvidenceWriter.Encode(EvidenceSample.CheckOut, EvidenceSample.Depot, [], parts);
    }

    [Fact]
    public async Task A_rotated_key_speaks_from_its_log_index_on()
    {
        using var sample = await EvidenceSample.CreateAsync();
        sample.Records.Clear();
        var rotated = new EvidenceRotation(sample);
        var file = await rotated.WriteAsync(newKeyFrom: rotated.SecondIndex);
        Assert.Equal(EvidenceVerdict.Valid, EvidenceVerifier.Verify(file, sample.Trust).Verdict);
        var early = await rotated.WriteAsync(newKeyFrom: rotated.SecondIndex - 1);
        Assert.Equal("/records/0/sig", EvidenceVerifier.Verify(early, sample.Trust).Failure!.Place);
        var late = await rotated.WriteAsync(newKeyFrom: rotated.SecondIndex + 1);
        Assert.Equal("/records/1/sig", EvidenceVerifier.Verify(late, sample.Trust).Failure!.Place);
    }

    [Fact]
    public async Task Witnesses_that_are_trusted_must_all_have_signed_in_their_order()
    {
        using var one = new CosignatureSigner("depot-1", new byte[32], new FixedClock());
        using var two = new CosignatureSigner("depot-2", [.. Enumerable.Repeat((byte)2, 32)], new FixedClock());
        var trust = _sample.Trust with { WitnessVkeys = [one.Verifier.ToVkey(), two.Verifier.ToVkey()] };
        var file = EvidenceWriter.Write(await _sample.PartsAsync(one, two));
        Assert.Equal(EvidenceVerdict.Valid, EvidenceVerifier.Verify(file, trust).Verdict);
        foreach (var signers in new INoteSigner[][] { [], [one], [two, one], [one, one], [one, two, two] })
        {
            var other = EvidenceWriter.Write(await _sample.PartsAsync(signers));
            Assert.Equal(EvidenceVerdict.Rejected, EvidenceVerifier.Verify(other, trust).Verdict);
        }

        Assert.Equal(EvidenceVerdict.Rejected, EvidenceVerifier.Verify(file, _sample.Trust).Verdict);
    }

    [Fact]
    public async Task A_log_with_an_Ed25519_key_is_as_good()
    {
        using var log = new Ed25519Signer("oms.example/log", new byte[32]);
        var parts = await _sample.PartsAsync();
        var text = SignedNote.TryParse(parts.Checkpoint)!.Text;
        var file = EvidenceWriter.Write(parts with
        {
            Checkpoint = SignedNote.Sign(text, log).ToString(),
            LogVkey = log.Verifier.ToVkey(),
        });
        var trust = _sample.Trust with { LogVkeys = [log.Verifier.ToVkey()] };
        Assert.Equal(EvidenceVerdict.Valid, EvidenceVerifier.Verify(file, trust).Verdict);
    }

    [Theory]
    [InlineData("extra", "1", "format", "/extra")]
    [InlineData("v", "9", "format", "/v")]
    [InlineData("v", "2", "format", "/witnesses")]
    [InlineData("attachments", "[]", "encoding", "")]
    [InlineData("attachments", "[1]", "encoding", "")]
    [InlineData("check_out", "\"CO-1\"", "records", "/records/0/leaf/custody_id")]
    [InlineData("depot", "\"depot-8\"", "records", "/records/0/leaf/depot")]
    [InlineData("records", "[]", "format", "/records")]
    [InlineData("records", "[{}]", "format", "/records/0/leaf")]
    [InlineData("proofs", "[]", "signatures", "/proofs")]
    [InlineData("keys", "[]", "signatures", "/records/0/leaf/device")]
    [InlineData("root", "\"AAAA\"", "certificates", "/root")]
    [InlineData("log", "\"x\"", "checkpoint", "/log")]
    [InlineData("checkpoint", "\"x\\n\"", "checkpoint", "/checkpoint")]
    [InlineData("checkpoint", "null", "format", "/checkpoint")]
    public async Task A_changed_member_is_refused_at_its_place(string name, string value, string check, string place)
    {
        var json = JsonNode.Parse(EvidenceWriter.Write(await _sample.PartsAsync()))!.AsObject();
        json[name] = JsonNode.Parse(value);
        Judge(
            EvidenceVerdict.Rejected, check, place,
            CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json.ToJsonString())));
    }

    [Fact]
    public async Task The_same_JSON_in_another_form_is_refused()
    {
        var file = EvidenceWriter.Write(await _sample.PartsAsync());
        Judge(EvidenceVerdict.Rejected, "format", "", [.. file, (byte)'\n']);
        Judge(EvidenceVerdict.Rejected, "format", "", [(byte)' ', .. file]);
        Judge(EvidenceVerdict.Rejected, "format", "", Encoding.UTF8.GetBytes(JsonNode.Parse(file)!.ToJsonString(
            new System.Text.Json.JsonSerializerOptions { WriteIndented = true })));
        Judge(EvidenceVerdict.Rejected, "format", "", []);
    }

    [Fact]
    public async Task The_entry_in_the_log_reads_back()
    {
        var record = (await _sample.PartsAsync()).Records[0];
        var entry = LogEntry.Encode(record);
        var read = LogEntry.TryDecode(entry)!;
        Assert.Equal(record.Leaf.Span, read.Leaf.Span);
        Assert.Equal(record.Signature.Span, read.Signature.Span);
        Assert.Null(read.Body);
        Assert.Null(LogEntry.TryDecode(entry.AsMemory(1)));
        Assert.Null(LogEntry.TryDecode("{}"u8.ToArray()));
    }

    /// <summary>For every signature (r, s) of ECDSA, (r, n - s) verifies too.</summary>
    private static byte[] Twin(ReadOnlySpan<byte> signature)
    {
        var order = new BigInteger(
            Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"), true, true);
        var s = (order - new BigInteger(signature[32..], true, true)).ToByteArray(true, true);
        var twin = signature.ToArray();
        twin.AsSpan(32).Clear();
        s.CopyTo(twin, twin.Length - s.Length);
        return twin;
    }

    private void Judge(EvidenceVerdict verdict, string check, string place, byte[] file)
    {
        var report = EvidenceVerifier.Verify(file, _sample.Trust);
        Assert.NotNull(report.Failure);
        Assert.Equal((verdict, check, place), (report.Verdict, report.Failure.Check, report.Failure.Place));
        Assert.Empty(report.Attachments);
    }

    private sealed class FixedClock : IClock
    {
        public Instant GetCurrentInstant() => Instant.FromUnixTimeSeconds(1_800_000_000);
    }
}
