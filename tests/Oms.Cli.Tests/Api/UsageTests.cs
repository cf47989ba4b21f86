using Oms.Cli.Tests.Doubles;
using Xunit;

namespace Oms.Cli.Tests.Api;

public sealed class UsageTests
{
    private const string Nowhere = "http://127.0.0.1:9";

    private static readonly string[] Verbs =
    [
        "status", "depots", "ingest", "entities", "projections", "journal", "backup", "audit", "orders", "check-outs",
        "events", "dead-letters", "device-quarantine", "keys", "trust", "verify",
    ];

    private readonly Terminal _terminal = new();

    [Theory]
    [InlineData("status --url ftp://host", "is no URL of a system")]
    [InlineData("status --url host:8080", "is no URL of a system")]
    [InlineData("status --url http://user:pw@host/", "is no URL of a system")]
    [InlineData("status --key secret", "--key")]
    [InlineData("status --timeout 0", "--timeout takes a number from 1")]
    [InlineData("status --timeout 3601", "--timeout takes a number from 1")]
    [InlineData("status --key-file /nowhere/key", "The key file cannot be read")]
    [InlineData("depots", "command")]
    [InlineData("depots list --limit 0", "--limit takes a number from 1")]
    [InlineData("depots list --limit many", "many")]
    [InlineData("depots show", "argument missing")]
    [InlineData("depots add dep-1", "--name")]
    [InlineData("depots enrol dep-1 --valid-for-minutes 10081", "from 1 to 10080")]
    [InlineData("dead-letters show one", "one")]
    [InlineData("journal export --shard 256", "from 0 to 255")]
    [InlineData("journal export --shard -1", "from 0 to 255")]
    [InlineData("journal export --after 3", "of the shard that --shard names")]
    [InlineData("journal export --shard one", "one")]
    [InlineData("dead-letters list --after -1", "from 0")]
    [InlineData("journal export --shard 3 --after -1", "from 0 to")]
    [InlineData("backup var/backup", "is no absolute path")]
    [InlineData("cluster move-cell 256 --to b", "0 to 255")]
    [InlineData("cluster move-cell 9-3 --to b", "0 to 255")]
    [InlineData("cluster move-cell 3", "--to")]
    [InlineData("keys add shop --scope root", "root")]
    [InlineData("keys add shop", "--scope or --role")]
    [InlineData("keys add shop --scope read --role auditor", "--scope or --role")]
    [InlineData("keys add shop --role king", "king")]
    [InlineData("orders list --status lost", "lost")]
    [InlineData("check-outs evidence ../up", "cannot be a file's name")]
    [InlineData("entities release order", "argument missing")]
    [InlineData("conjure", "conjure")]
    public async Task A_wrong_command_line_gives_2_and_names_the_fault(string line, string fault)
    {
        var words = line.Split(' ');
        var ran = await _terminal.RunAsync(line.Contains("--url", StringComparison.Ordinal)
            || words is ["depots"] or ["conjure"] ? words : [.. words, "--url", Nowhere]);
        Assert.Equal((ExitCode.Usage, ""), (ran.Code, ran.Output));
        Assert.Contains(fault, ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idempotency_key_must_be_printable()
    {
        var ran = await _terminal.RunAsync("backup", "/b", "--url", Nowhere, "--idempotency-key", "a\nb");
        Assert.Equal(ExitCode.Usage, ran.Code);
        Assert.Contains("printable", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_URL_nothing_is_asked()
    {
        var ran = await _terminal.RunAsync("status");
        Assert.Equal(ExitCode.Usage, ran.Code);
        Assert.Contains("OMS_URL", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("one\ntwo")]
    [InlineData("kéy")]
    public async Task A_file_that_holds_no_key_gives_2_and_does_not_show_its_content(string content)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
            var ran = await _terminal.RunAsync("status", "--url", Nowhere, "--key-file", file);
            Assert.Equal((ExitCode.Usage, $"{file} does not hold one API key.\n"), (ran.Code, ran.Error));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Nothing_at_the_URL_gives_4()
    {
        var ran = await _terminal.RunAsync("audit", "--url", Nowhere);
        Assert.Equal((ExitCode.Unreachable, ""), (ran.Code, ran.Output));
        Assert.StartsWith("http://127.0.0.1:9/ cannot be reached: ", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Whether it was done", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_verb() =>
        Assert.Empty(Verbs.Except((await _terminal.RunAsync("--help")).Output.Split([' ', '\n'])));
}
