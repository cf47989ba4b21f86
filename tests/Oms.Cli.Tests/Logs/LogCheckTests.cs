using System.Text.Json;
using Oms.Cli.Tests.Doubles;
using Oms.Custody;
using Xunit;

namespace Oms.Cli.Tests.Logs;

/// <summary><c>oms log check</c>: every hash of a tiled log, from its entries up to the checkpoint.</summary>
public sealed class LogCheckTests
{
    private readonly Terminal _terminal = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(66_000)]
    public async Task A_sound_log_of_any_size_has_no_findings(int size)
    {
        using var log = await LogFolder.CreateAsync(size / 2, size - (size / 2));
        var ran = await _terminal.RunAsync("log", "check", log.Root, "--key", log.Vkey);
        Assert.True(ran.Code == ExitCode.Ok, ran.Output + ran.Error);
        Assert.Contains($"{size} entries", ran.Output, StringComparison.Ordinal);
        Assert.Contains(": good", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_entry_is_named_by_tile_and_index()
    {
        using var log = await LogFolder.CreateAsync(300);
        log.Change("tile/entries/001.p/44", 5);
        await FoundAsync(log, ("hash-differs", "tile/0/001.p/44 hash 0"), ("root-differs", "checkpoint"));
    }

    [Fact]
    public async Task A_changed_hash_is_named_on_its_level()
    {
        using var log = await LogFolder.CreateAsync(600);
        log.Change("tile/0/000", 32 * 7);
        await FoundAsync(log, ("hash-differs", "tile/0/000 hash 7"));
        log.Change("tile/0/000", 32 * 7);
        log.Change("tile/1/000.p/2", 32);
        await FoundAsync(log, ("hash-differs", "tile/1/000.p/2 hash 1"));
    }

    [Fact]
    public async Task Without_entries_a_changed_hash_shows_above_it()
    {
        using var log = await LogFolder.CreateAsync(600);
        Directory.Delete(log.At("tile/entries"), recursive: true);
        var sound = await _terminal.RunAsync("log", "check", log.Root);
        Assert.Equal(ExitCode.Ok, sound.Code);
        Assert.Contains("the entries are not here", sound.Output, StringComparison.Ordinal);
        Assert.Contains("no key was given", sound.Output, StringComparison.Ordinal);
        log.Change("tile/0/000", 0);
        await FoundAsync(log, ("hash-differs", "tile/1/000.p/2 hash 0"), ("root-differs", "checkpoint"));
    }

    [Fact]
    public async Task A_missing_tile_and_one_of_the_wrong_length_are_named()
    {
        using var log = await LogFolder.CreateAsync(600);
        File.Delete(log.At("tile/1/000.p/2"));
        await FoundAsync(log, ("tile-missing", "tile/1/000.p/2"));
        await File.WriteAllBytesAsync(
            log.At("tile/1/000.p/2"), new byte[63], TestContext.Current.CancellationToken);
        await FoundAsync(log, ("tile-malformed", "tile/1/000.p/2"));
        File.Delete(log.At("tile/0/002.p/88"));
        File.Delete(log.At("tile/entries/002.p/88"));
        await FoundAsync(
            log,
            ("tile-missing", "tile/0/002.p/88"),
            ("tile-missing", "tile/entries/002.p/88"),
            ("root-unknown", "checkpoint"));
    }

    [Fact]
    public async Task A_narrower_version_must_be_the_beginning_of_the_wider_one()
    {
        using var log = await LogFolder.CreateAsync(10, 20);
        log.Change("tile/0/000.p/10", 32 * 9);
        await FoundAsync(log, ("partial-differs", "tile/0/000.p/10"));
        log.Change("tile/0/000.p/10", 32 * 9);
        await File.WriteAllTextAsync(log.At("tile/0/readme"), "x", TestContext.Current.CancellationToken);
        await FoundAsync(log, ("stray-file", "tile/0/readme"));
    }

    [Fact]
    public async Task A_log_that_grew_beyond_the_checkpoint_is_checked_up_to_it()
    {
        using var log = await LogFolder.CreateAsync(300);
        var root = await log.Log.RootAtAsync(200, TestContext.Current.CancellationToken);
        log.Sign(200, root);
        Assert.Equal(ExitCode.Ok, (await _terminal.RunAsync("log", "check", log.Root, "--key", log.Vkey)).Code);
        log.Sign(200, Digest.Of("x"u8));
        await FoundAsync(log, ("root-differs", "checkpoint"));
    }

    [Fact]
    public async Task A_checkpoint_that_the_key_did_not_sign_is_a_finding()
    {
        using var log = await LogFolder.CreateAsync(3);
        using var other = await LogFolder.CreateAsync(3);
        await FoundAsync(log, other.Vkey, ("unsigned", ""));
        var text = await File.ReadAllTextAsync(log.At("checkpoint"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            log.At("checkpoint"), text.Replace("\n3\n", "\n2\n", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        var ran = await _terminal.RunAsync("log", "check", log.Root, "--key", log.Vkey);
        Assert.Contains("[bad-signature]", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_checkpoint_cannot_be_read()
    {
        using var log = await LogFolder.CreateAsync(3);
        File.Delete(log.At("checkpoint"));
        Assert.Equal(ExitCode.Usage, (await _terminal.RunAsync("log", "check", log.Root)).Code);
        Assert.Equal(ExitCode.Usage, (await _terminal.RunAsync("log", "check", log.At("absent"))).Code);
        Assert.Equal(ExitCode.Usage, (await _terminal.RunAsync("log", "check", log.Root, "--key", "x")).Code);
    }

    private Task FoundAsync(LogFolder log, params (string Code, string Place)[] expected) =>
        FoundAsync(log, log.Vkey, expected);

    private async Task FoundAsync(LogFolder log, string key, params (string Code, string Place)[] expected)
    {
        var ran = await _terminal.RunAsync("log", "check", log.Root, "--key", key, "--json");
        Assert.Equal(ExitCode.Rejected, ran.Code);
        Assert.Equal(
            expected,
            JsonElement.Parse(ran.Output).GetProperty("findings").EnumerateArray().Select(finding =>
                (finding.GetProperty("code").GetString()!, finding.GetProperty("place").GetString()!)));
    }
}
