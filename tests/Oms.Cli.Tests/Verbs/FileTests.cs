using System.Security.Cryptography;
using Oms.Cli.Tests.Doubles;
using Oms.Custody;
using Oms.Transparency;
using Xunit;

namespace Oms.Cli.Tests.Verbs;

/// <summary>The verbs that write files.</summary>
public sealed class FileTests : IDisposable
{
    private readonly Terminal _terminal = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("oms-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_new_key_goes_to_a_file_that_only_its_owner_may_read()
    {
        await using var server = await StandIn.StartAsync(
            new Canned(201, """{"id":"ab","key":"oms_ab_secret","scope":"integration"}"""));
        var ran = await AddKeyAsync(server, "shop.key");
        Assert.Equal((ExitCode.Ok, ""), (ran.Code, ran.Output));
        Assert.DoesNotContain("secret", ran.Error, StringComparison.Ordinal);
        Assert.Equal("oms_ab_secret\n", await ReadAsync("shop.key"));
        Assert.Equal("""{"name":"shop","scope":"integration"}""", Assert.Single(server.Asked).Body);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("shop.key")));
        }
    }

    [Fact]
    public async Task A_file_that_stands_there_is_no_place_for_a_new_key_and_no_key_is_made()
    {
        await using var server = await StandIn.StartAsync(new Canned(201, "{}"));
        await File.WriteAllTextAsync(At("shop.key"), "other", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Usage, (await AddKeyAsync(server, "shop.key")).Code);
        Assert.Equal("other", await ReadAsync("shop.key"));
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task A_refused_key_leaves_no_file()
    {
        await using var server = await StandIn.StartAsync(Canned.Problem(403, "forbidden"));
        Assert.Equal(ExitCode.Rejected, (await AddKeyAsync(server, "shop.key")).Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_key_without_a_file_is_alone_in_the_output()
    {
        await using var server = await StandIn.StartAsync(
            new Canned(201, """{"id":"ab","key":"oms_ab_secret","scope":"read"}"""));
        var ran = await _terminal.RunAsync("keys", "add", "shop", "--scope", "read", "--url", server.Url);
        Assert.Equal((ExitCode.Ok, "oms_ab_secret\n"), (ran.Code, ran.Output));
    }

    [Theory]
    [InlineData("csr")]
    [InlineData("csr_external")]
    [InlineData("picker")]
    [InlineData("dispatcher")]
    [InlineData("supervisor")]
    [InlineData("integration")]
    [InlineData("finance")]
    [InlineData("auditor")]
    public async Task A_key_may_have_a_role_from_which_its_scope_follows(string role)
    {
        await using var server = await StandIn.StartAsync(new Canned(
            201, $$"""{"id":"ab","key":"oms_ab_secret","scope":"integration","role":"{{role}}"}"""));
        var ran = await _terminal.RunAsync("keys", "add", "anna", "--role", role, "--url", server.Url);
        Assert.Equal((ExitCode.Ok, "oms_ab_secret\n"), (ran.Code, ran.Output));
        Assert.Equal($"The key ab with the role {role}, shown only now:\n", ran.Error);
        Assert.Equal($$"""{"name":"anna","role":"{{role}}"}""", Assert.Single(server.Asked).Body);
    }

    [Fact]
    public async Task Evidence_is_written_byte_for_byte()
    {
        const string Evidence = """{"a":"ü","b":1.0}""";
        await using var server = await StandIn.StartAsync(
            new Canned(200, Evidence, "application/vnd.oms.evidence+json"));
        var ran = await _terminal.RunAsync(
            "check-outs", "evidence", "c1", "-o", At("c1.evidence"), "--url", server.Url);
        Assert.Equal((ExitCode.Ok, ""), (ran.Code, ran.Output));
        Assert.Equal(Evidence, await ReadAsync("c1.evidence"));
        Assert.Equal(["c1.evidence"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Evidence_that_cannot_be_written_gives_2()
    {
        await using var server = await StandIn.StartAsync(Canned.Ok("{}"));
        var ran = await _terminal.RunAsync(
            "check-outs", "evidence", "c1", "-o", At("absent/c1.evidence"), "--url", server.Url);
        Assert.Equal(ExitCode.Usage, ran.Code);
    }

    [Fact]
    public async Task Trust_is_written_as_verify_reads_it_and_its_fingerprints_are_shown()
    {
        using var root = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var log = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var spki = root.ExportSubjectPublicKeyInfo();
        await using var server = await StandIn.StartAsync(Canned.Ok(TrustOf(root, log)));
        var ran = await _terminal.RunAsync("trust", At("trust"), "--url", server.Url);
        Assert.Equal((ExitCode.Ok, ""), (ran.Code, ran.Error));
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(spki)), ran.Output, StringComparison.Ordinal);
        Assert.Contains(VkeyOf(log), ran.Output, StringComparison.Ordinal);
        Assert.Contains("compare", ran.Output, StringComparison.Ordinal);
        var trust = TrustRoot.Load(At("trust"));
        Assert.Equal(spki, Assert.Single(trust.Roots).ToArray());
        Assert.Equal([VkeyOf(log)], trust.LogVkeys);
        Assert.Equal(ExitCode.Ok, (await _terminal.RunAsync("trust", At("trust"), "--url", server.Url)).Code);
    }

    [Fact]
    public async Task Other_keys_do_not_replace_those_that_are_trusted_unless_told_to()
    {
        using var one = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var server = await StandIn.StartAsync(
            Canned.Ok(TrustOf(one, one)), Canned.Ok(TrustOf(one, other)), Canned.Ok(TrustOf(other, one)));
        _ = await _terminal.RunAsync("trust", At("trust"), "--url", server.Url);
        var before = await ReadAsync("trust/root.spki") + await ReadAsync("trust/log.vkey");
        var ofLog = await _terminal.RunAsync("trust", At("trust"), "--url", server.Url);
        var ofRoot = await _terminal.RunAsync("trust", At("trust"), "--url", server.Url);
        Assert.Equal((ExitCode.Rejected, ExitCode.Rejected), (ofLog.Code, ofRoot.Code));
        Assert.Equal(before, await ReadAsync("trust/root.spki") + await ReadAsync("trust/log.vkey"));
        Assert.Equal(
            ExitCode.Ok, (await _terminal.RunAsync("trust", At("trust"), "--replace", "--url", server.Url)).Code);
        Assert.NotEqual(before, await ReadAsync("trust/root.spki") + await ReadAsync("trust/log.vkey"));
    }

    [Theory]
    [InlineData("""{"root_key":"AAAA","log_key":"l+00000000+AAAA"}""")]
    [InlineData("""{"root_key":"not base64","log_key":""}""")]
    [InlineData("{}")]
    public async Task Damaged_keys_are_not_written(string answer)
    {
        await using var server = await StandIn.StartAsync(Canned.Ok(answer));
        Assert.Equal(ExitCode.Unreachable, (await _terminal.RunAsync("trust", At("trust"), "--url", server.Url)).Code);
        Assert.False(Directory.Exists(At("trust")));
    }

    private static string TrustOf(ECDsa root, ECDsa log) =>
        $$"""{"root_key":"{{Convert.ToBase64String(root.ExportSubjectPublicKeyInfo())}}","""
        + $"\"log_key\":\"{VkeyOf(log)}\",\"log_origin\":\"log.example\"}}";

    private static string VkeyOf(ECDsa log)
    {
        using var key = DevicePublicKey.TryImport(log.ExportSubjectPublicKeyInfo())!;
        return new EcdsaNoteVerifier("log.example", key).ToVkey();
    }

    private string At(string name) => Path.Combine(_folder, name);

    private Task<string> ReadAsync(string name) =>
        File.ReadAllTextAsync(At(name), TestContext.Current.CancellationToken);

    private Task<Ran> AddKeyAsync(StandIn server, string file) => _terminal.RunAsync(
        "keys", "add", "shop", "--scope", "integration", "-o", At(file), "--url", server.Url);
}
