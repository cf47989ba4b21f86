using System.Text.Json;
using Oms.Cli.Tests.Doubles;
using Xunit;

namespace Oms.Cli.Tests.EndToEnd;

/// <summary>The verbs against a real centre and a real gateway.</summary>
public sealed class OperatingTests(RunningSystem system)
{
    [Fact]
    public async Task A_check_out_at_the_gateway_becomes_evidence_that_verifies_with_the_fetched_trust()
    {
        var arrived = await system.AtGatewayAsync("/check-outs", """{"vehicle":"TRK-12","driver":"D-7"}""");
        var id = arrived.GetProperty("id").GetString()!;
        _ = await system.AtGatewayAsync(
            $"/check-outs/{id}/refusal", """{"reason":"brakes","by":"supervisor"}""");
        var atGateway = await OkAsync(["check-outs", "list", .. system.Gateway]);
        Assert.Contains($"{id}  refused", atGateway.Output, StringComparison.Ordinal);

        _ = await RunningSystem.UntilAsync(
            ["check-outs", "show", id, .. system.Centre],
            shown => shown.GetProperty("status").GetString() == "refused");

        // The list is a read model, which follows.
        _ = await RunningSystem.UntilAsync(
            ["check-outs", "list", .. system.Centre],
            list => list.GetRawText().Contains(id, StringComparison.Ordinal));
        Assert.Contains(id, (await OkAsync(["check-outs", "list", .. system.Centre])).Output, StringComparison.Ordinal);

        var (file, trust) = (At($"{id}.evidence"), At("trust"));
        await EvidenceAsync(id, file);
        _ = await OkAsync(["trust", trust, .. system.Centre]);
        var verified = await OkAsync(["verify", file, "--trust", trust]);
        Assert.Contains(": VALID", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_cannot_be_used_is_listed_shown_and_replayed_in_vain()
    {
        await system.ScanAsync("no JSON\u001b[2J");
        var letters = await RunningSystem.UntilAsync(
            ["dead-letters", "list", .. system.Gateway], list => list.GetProperty("letters").GetArrayLength() > 0);
        var number = letters.GetProperty("letters")[0].GetProperty("number").GetRawText();
        var shown = await OkAsync(["dead-letters", "show", number, .. system.Gateway]);
        Assert.Contains("no JSON?[2J", shown.Output, StringComparison.Ordinal);
        var replayed = await RunningSystem.RunAsync(["dead-letters", "replay", number, .. system.Gateway]);
        Assert.Equal(ExitCode.Rejected, replayed.Code);
        Assert.Contains("(409)", replayed.Error, StringComparison.Ordinal);
        _ = await OkAsync(["device-quarantine", "list", .. system.Gateway]);
    }

    [Fact]
    public async Task Both_systems_say_how_they_are()
    {
        Assert.Contains("ready", (await OkAsync(["status", .. system.Centre])).Output, StringComparison.Ordinal);
        var gateway = await RunningSystem.UntilAsync(
            ["status", .. system.Gateway], status => status.GetProperty("link").GetString() == "up");
        Assert.Equal(RunningSystem.Depot, gateway.GetProperty("depot").GetString());
        _ = await RunningSystem.UntilAsync(
            ["depots", "show", RunningSystem.Depot, .. system.Centre],
            depot => depot.GetProperty("devices").GetArrayLength() == 1
                && depot.GetProperty("devices")[0].GetProperty("lag").GetInt64() == 0);
        Assert.Contains(
            "North", (await OkAsync(["depots", "list", .. system.Centre])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_is_checked_and_exported_and_the_invariants_hold()
    {
        var check = JsonElement.Parse((await OkAsync(["journal", "check", "--json", .. system.Centre])).Output);
        var records = check.GetProperty("checked").GetProperty("records").GetInt64();
        Assert.True(records > 0);
        var atGateway = JsonElement.Parse((await OkAsync(["journal", "check", "--json", .. system.Gateway])).Output);
        Assert.True(atGateway.GetProperty("checked").GetProperty("custody_records").GetInt64() > 0);
        _ = await OkAsync(["audit", .. system.Centre]);
        var export = (await OkAsync(["journal", "export", .. system.Centre])).Output.Split('\n')[..^1];
        Assert.True(export.Length >= records);
        Assert.Contains(export, line => JsonElement.Parse(line).GetProperty("kind").GetString() == "depot");
    }

    [Fact]
    public async Task Read_models_are_listed_and_rebuilt_and_nothing_is_set_aside()
    {
        Assert.Contains(
            "records", (await OkAsync(["projections", "list", .. system.Centre])).Output, StringComparison.Ordinal);
        _ = await OkAsync(["projections", "rebuild", "records", .. system.Centre]);
        var absent = await RunningSystem.RunAsync(["projections", "rebuild", "absent", .. system.Centre]);
        Assert.Equal(ExitCode.Rejected, absent.Code);
        foreach (var list in (string[])["entities", "ingest", "orders"])
        {
            Assert.Equal("There are none.\n", (await OkAsync([list, "list", .. system.Centre])).Error);
        }

        Assert.Equal("There are none.\n", (await OkAsync(["entities", "list", .. system.Gateway])).Error);

        Assert.Equal(
            ExitCode.Rejected,
            (await RunningSystem.RunAsync(["ingest", "release", "absent", .. system.Centre])).Code);
    }

    [Fact]
    public async Task A_backup_is_made_once_and_never_over_another()
    {
        var folder = At("backup");
        _ = await OkAsync(["backup", folder, .. system.Centre]);
        Assert.True(File.Exists(Path.Combine(folder, "journal.db")));
        var again = await RunningSystem.RunAsync(["backup", folder, .. system.Centre]);
        Assert.Equal(ExitCode.Rejected, again.Code);
        Assert.Contains("/directory", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_with_a_role_does_what_the_role_allows()
    {
        var file = At("auditor.key");
        _ = await OkAsync(["keys", "add", "auditor", "--role", "auditor", "-o", file, .. system.Centre]);
        string[] auditor = [.. system.Centre.Take(2), "--key-file", file];
        _ = await OkAsync(["orders", "list", .. auditor]);

        // An auditor does not see who people are: records as they were signed cannot be masked.
        var checkOuts = await RunningSystem.RunAsync(["check-outs", "list", .. auditor]);
        Assert.Equal(ExitCode.Rejected, checkOuts.Code);
        Assert.Contains("(403)", checkOuts.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_does_what_its_scope_allows_until_it_is_revoked()
    {
        var file = At("reader.key");
        _ = await OkAsync(["keys", "add", "reader", "--scope", "read", "-o", file, .. system.Centre]);
        string[] reader = [.. system.Centre.Take(2), "--key-file", file];
        Assert.Contains(
            "projections           -", (await OkAsync(["status", .. reader])).Output, StringComparison.Ordinal);
        var backup = await RunningSystem.RunAsync(["backup", At("other"), .. reader]);
        Assert.Equal(ExitCode.Rejected, backup.Code);
        Assert.Contains("(403)", backup.Error, StringComparison.Ordinal);
        var id = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Split('_')[1];
        _ = await OkAsync(["keys", "revoke", id, .. system.Centre]);
        var revoked = await RunningSystem.RunAsync(["orders", "list", .. reader]);
        Assert.Equal(ExitCode.Rejected, revoked.Code);
        Assert.Contains("(401)", revoked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_idempotency_key_gives_the_same_enrolment_code()
    {
        string[] line = ["depots", "enrol", RunningSystem.Depot, "--idempotency-key", "again", .. system.Centre];
        var first = await OkAsync(line);
        Assert.Equal(first.Output, (await OkAsync(line)).Output);
    }

    [Fact]
    public async Task Events_are_followed_from_where_a_list_ended()
    {
        var listed = await OkAsync(["events", "--json", "--limit", "1", .. system.Centre]);
        var cursor = JsonElement.Parse(listed.Output).GetProperty("cursor").GetString()!;
        var followed = await OkAsync(
            ["events", "--follow", "--limit", "2", "--json", "--after", cursor, .. system.Centre]);
        var lines = followed.Output.Split('\n')[..^1];
        Assert.Equal(2, lines.Length);
        Assert.Equal(3, lines.Append(listed.Output.TrimEnd('\n')).Distinct().Count());
    }

    private static async Task<Ran> OkAsync(string[] args)
    {
        var ran = await RunningSystem.RunAsync(args);
        Assert.True(ran.Code == ExitCode.Ok, $"{string.Join(' ', args)}: {ran}");
        return ran;
    }

    private string At(string name) => Path.Combine(system.Folder, name);

    /// <summary>Evidence is there once a checkpoint covers the last record, a second or so later.</summary>
    private async Task EvidenceAsync(string id, string file)
    {
        using var hang = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Ran ran;
        do
        {
            ran = await RunningSystem.RunAsync(["check-outs", "evidence", id, "-o", file, .. system.Centre]);
            Assert.False(hang.IsCancellationRequested, ran.Error);
        }
        while (ran.Code == ExitCode.Rejected && ran.Error.StartsWith("Evidence not ready", StringComparison.Ordinal));

        Assert.Equal(ExitCode.Ok, ran.Code);
    }
}
