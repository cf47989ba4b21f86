using System.Text.Json;
using Oms.Custody.CheckOuts;
using Oms.Transparency;
using Oms.Transparency.Tests.Evidence;
using Xunit;

namespace Oms.Cli.Tests.Verify;

public sealed class VerifyCommandTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oms-verify-").FullName;
    private EvidenceSample _sample = null!;

    private string Trust => Path.Combine(_folder, "trust");

    public async ValueTask InitializeAsync()
    {
        _sample = await EvidenceSample.CreateAsync();
        _sample.Trust.Save(Trust);
    }

    public ValueTask DisposeAsync()
    {
        _sample.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_valid_file_gives_0_and_says_what_was_checked()
    {
        var file = await WriteAsync("good.evidence", _sample);
        var (code, output, error) = await RunAsync("verify", file, "--trust", Trust);
        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Assert.StartsWith($"{file}: VALID\n  check-out CO-2026-000123 of depot-7\n", output, StringComparison.Ordinal);
        Assert.Contains("ok    trust", output, StringComparison.Ordinal);
        Assert.Contains("eld.csv is not here", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_altered_file_gives_1_and_says_where()
    {
        var file = await WriteAsync(
            "bad.evidence", _sample, text => text.Replace("\"S1\"", "\"S2\"", StringComparison.Ordinal));
        var (code, output, _) = await RunAsync("verify", file, "--trust", Trust);
        Assert.Equal(ExitCode.Rejected, code);
        Assert.Contains(": REJECTED\n", output, StringComparison.Ordinal);
        Assert.Contains("FAIL  records       /records/1/body: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_strangers_file_gives_3()
    {
        using var stranger = await EvidenceSample.CreateAsync();
        var file = await WriteAsync("stranger.evidence", stranger);
        var (code, output, _) = await RunAsync("verify", file, "--trust", Trust);
        Assert.Equal(ExitCode.Stranger, code);
        Assert.Contains(": SIGNED BY A STRANGER\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_genuine_file_whose_clocks_contradict_each_other_gives_5_and_says_where()
    {
        await _sample.AppendAsync("gateway-1", CheckOutEvents.KeysReturned, "{}", "CO-9");
        await _sample.AppendAsync(
            "gateway-1", CheckOutEvents.Completed, "{}", "CO-9", draft => draft with { MonoNanoseconds = 1 });
        var file = Path.Combine(_folder, "clocks.evidence");
        await File.WriteAllBytesAsync(
            file, EvidenceWriter.Write(await _sample.PartsOfAsync("CO-9", [])),
            TestContext.Current.CancellationToken);

        var (code, output, _) = await RunAsync("verify", file, "--trust", Trust);
        Assert.Equal(ExitCode.Contradiction, code);
        Assert.StartsWith($"{file}: VALID, BUT ITS CLOCKS CONTRADICT EACH OTHER\n", output, StringComparison.Ordinal);
        Assert.Contains("FAIL  clocks        /records/1/leaf/mono: ", output, StringComparison.Ordinal);

        (code, output, _) = await RunAsync("verify", file, "--trust", Trust, "--json");
        var finding = JsonElement.Parse(output).GetProperty("files")[0].GetProperty("findings")[0];
        Assert.Equal(
            (ExitCode.Contradiction, "clock-contradiction"), (code, finding.GetProperty("class").GetString()));
    }

    [Fact]
    public async Task A_clerk_reads_who_handed_over_what_and_what_it_rests_on()
    {
        var file = await WriteAsync("good.evidence", _sample);
        var (_, output, _) = await RunAsync("verify", file, "--trust", Trust);
        foreach (var sentence in new[]
        {
            "    1. 2026-11-21 18:05:00 UTC (clock set by a time server), by user:anna: vehicle truck-9 came in with "
                + "driver driver-1, who is responsible for it.\n",
            "    4. 2026-11-21 18:05:00 UTC (clock set by a time server), by user:anna: vehicle and cargo were handed "
                + "over: depot-7 is responsible now.\n",
            "    3 of the records were signed by gateway-1, key ",
            "    No trusted witness vouches that the log showed everybody the same.\n",
            "    Files that are named and not here were not looked at.\n",
        })
        {
            Assert.Contains(sentence, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_machine_reads_the_class_of_the_fault_and_the_records()
    {
        var good = await WriteAsync("good.evidence", _sample);
        var bad = await WriteAsync(
            "bad.evidence", _sample, text => text.Replace("\"S1\"", "\"S2\"", StringComparison.Ordinal));
        var (_, output, _) = await RunAsync("verify", good, bad, "--trust", Trust, "--json");
        var files = JsonElement.Parse(output).GetProperty("files");
        Assert.Equal("altered", files[1].GetProperty("failure").GetProperty("class").GetString());
        var records = files[0].GetProperty("story").GetProperty("records");
        Assert.Equal(4, records.GetArrayLength());
        Assert.Equal(("gateway-2", "ntp"), (
            records[2].GetProperty("device").GetString(), records[2].GetProperty("clock").GetString()));
    }

    [Fact]
    public async Task Witnesses_may_be_demanded_up_to_as_many_as_are_trusted()
    {
        var witness = new EcdsaNoteSigner("depot-1/gateway-1", _sample.New());
        (_sample.Trust with { WitnessVkeys = [witness.Verifier.ToVkey()], Quorum = 0 }).Save(Trust);
        var plain = await WriteAsync("plain.evidence", _sample);
        var witnessed = Path.Combine(_folder, "witnessed.evidence");
        await File.WriteAllBytesAsync(
            witnessed, EvidenceWriter.Write(await _sample.WitnessedAsync(EvidenceSample.CheckOut, witness)), Token);
        Assert.Equal(ExitCode.Ok, (await RunAsync("verify", plain, "--trust", Trust)).Code);
        var (code, output, _) = await RunAsync("verify", plain, "--trust", Trust, "--witnesses", "1");
        Assert.Equal(ExitCode.Rejected, code);
        Assert.Contains("class unwitnessed", output, StringComparison.Ordinal);
        (code, output, _) = await RunAsync("verify", witnessed, "--trust", Trust, "--witnesses", "1");
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("is vouched for by depot-1/gateway-1.", output, StringComparison.Ordinal);
        Assert.Equal(
            ExitCode.Usage, (await RunAsync("verify", plain, "--trust", Trust, "--witnesses", "2")).Code);
    }

    [Fact]
    public async Task A_fraud_proof_is_judged_by_its_name()
    {
        var parts = await _sample.PartsAsync();
        var later = SignedNote.Sign(
            new Checkpoint("oms.example/log", _sample.Log.Size, Custody.Digest.Zero).ToText(), _sample.LogSigner);
        var fork = new LogFork(
            parts.LogVkey, parts.Checkpoint, later.ToString(), Custody.Digest.Zero, []);
        var path = Path.Combine(_folder, fork.Id + FraudProof.Extension);
        await File.WriteAllBytesAsync(path, fork.Encode(), Token);
        var (code, output, _) = await RunAsync("verify", path, "--trust", Trust);
        Assert.True(code == ExitCode.Ok, output);
        Assert.Contains("it was forked, or cut and continued.", output, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(path, (fork with { Later = fork.Earlier }).Encode(), Token);
        Assert.Equal(ExitCode.Rejected, (await RunAsync("verify", path, "--trust", Trust)).Code);
    }

    [Fact]
    public async Task What_cannot_be_read_gives_2()
    {
        var file = await WriteAsync("good.evidence", _sample);
        var absent = Path.Combine(_folder, "absent");
        Assert.Equal(ExitCode.Usage, (await RunAsync("verify", absent, "--trust", Trust)).Code);
        var (code, _, error) = await RunAsync("verify", file, "--trust", absent);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(Path.Combine(absent, TrustRoot.RootFile), error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("verify", "a", "--unknown")]
    [InlineData("no-such-verb")]
    public async Task A_wrong_command_line_gives_2(params string[] args)
    {
        var (code, output, error) = await RunAsync(args);
        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains("oms --help", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_trust_folder_gives_2_and_names_the_file()
    {
        var file = await WriteAsync("good.evidence", _sample);
        foreach (var (name, content) in new[]
        {
            (TrustRoot.LogFile, ""), (TrustRoot.LogFile, "oms.example/log+00000000+AAAA\n"), (TrustRoot.RootFile, ""),
            (TrustRoot.RootFile, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"),
        })
        {
            _sample.Trust.Save(Trust);
            await File.WriteAllTextAsync(Path.Combine(Trust, name), content, TestContext.Current.CancellationToken);
            var (code, _, error) = await RunAsync("verify", file, "--trust", Trust);
            Assert.Equal(ExitCode.Usage, code);
            Assert.Contains(Path.Combine(Trust, name), error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_many_files_a_rejected_one_decides()
    {
        using var stranger = await EvidenceSample.CreateAsync();
        var good = await WriteAsync("good.evidence", _sample);
        var foreign = await WriteAsync("stranger.evidence", stranger);
        var bad = await WriteAsync("bad.evidence", _sample, text => text + "\n");
        Assert.Equal(ExitCode.Ok, (await RunAsync("verify", good, good, "--trust", Trust)).Code);
        Assert.Equal(ExitCode.Stranger, (await RunAsync("verify", good, foreign, "absent", "--trust", Trust)).Code);
        Assert.Equal(ExitCode.Rejected, (await RunAsync("verify", foreign, bad, good, "--trust", Trust)).Code);
        Assert.Equal(ExitCode.Usage, (await RunAsync("verify", good, "absent", "--trust", Trust)).Code);
    }

    [Fact]
    public async Task An_attachment_beside_the_file_is_checked()
    {
        var file = await WriteAsync("good.evidence", _sample);
        var beside = Directory.CreateDirectory(file + ".d").FullName;
        await File.WriteAllBytesAsync(Path.Combine(beside, "eld.csv"), EvidenceSample.AttachmentBytes, Token);
        await File.WriteAllBytesAsync(Path.Combine(beside, "other.jpg"), [1], Token);
        var (code, output, _) = await RunAsync("verify", file, "--trust", Trust);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("eld.csv is the file that was recorded", output, StringComparison.Ordinal);
        Assert.Contains("other.jpg is no part of this evidence", output, StringComparison.Ordinal);

        byte[] changed = [.. EvidenceSample.AttachmentBytes];
        changed[0] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(beside, "eld.csv"), changed, Token);
        (code, output, _) = await RunAsync("verify", file, "--trust", Trust);
        Assert.Equal(ExitCode.Rejected, code);
        Assert.Contains(": REJECTED\n", output, StringComparison.Ordinal);
        Assert.Contains("eld.csv is not the file that was recorded", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attachment_is_found_by_its_hash_in_a_folder_that_is_named()
    {
        var file = await WriteAsync("good.evidence", _sample);
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "attachments")).FullName;
        await File.WriteAllBytesAsync(
            Path.Combine(folder, EvidenceSample.Attachment), EvidenceSample.AttachmentBytes, Token);
        var (code, output, _) = await RunAsync("verify", file, "--trust", Trust, "--attachments", folder);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("eld.csv is the file that was recorded", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_for_machines_is_one_JSON_document()
    {
        var good = await WriteAsync("good.evidence", _sample);
        var bad = await WriteAsync("bad.evidence", _sample, text => text[1..]);
        var (code, output, _) = await RunAsync("verify", good, bad, "absent", "--json", "--trust", Trust);
        Assert.Equal(ExitCode.Rejected, code);
        using var report = JsonDocument.Parse(output);
        var files = report.RootElement.GetProperty("files");
        Assert.Equal(
            ["valid", "rejected", "unreadable"],
            files.EnumerateArray().Select(file => file.GetProperty("verdict").GetString()));
        Assert.Equal([0, 1, 2], files.EnumerateArray().Select(file => file.GetProperty("exit_code").GetInt32()));
        Assert.Equal("CO-2026-000123", files[0].GetProperty("check_out").GetString());
        Assert.Equal("absent", files[0].GetProperty("attachments")[0].GetProperty("state").GetString());
        Assert.Equal("format", files[1].GetProperty("failure").GetProperty("check").GetString());
    }

    [Fact]
    public async Task A_hostile_file_sends_no_control_character_to_the_terminal()
    {
        var file = await WriteAsync("hostile.evidence", _sample, text => "{\"\\u001b[2J\\u202e\":1," + text[1..]);
        var (code, output, _) = await RunAsync("verify", file, "--trust", Trust);
        Assert.Equal(ExitCode.Rejected, code);
        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain('\u202e', output);
    }

    [Fact]
    public async Task Help_names_the_verbs() =>
        Assert.Contains("verify", (await RunAsync("--help")).Output, StringComparison.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private async Task<string> WriteAsync(string name, EvidenceSample sample, Func<string, string>? change = null)
    {
        var file = EvidenceWriter.Write(await sample.PartsAsync());
        var path = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(
            path, (change ?? (text => text))(System.Text.Encoding.UTF8.GetString(file)), Token);
        return path;
    }
}
