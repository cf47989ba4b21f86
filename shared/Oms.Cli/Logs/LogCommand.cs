using System.CommandLine;
using Oms.Cli.Checking;
using Oms.Cli.Notes;
using Oms.Transparency;

namespace Oms.Cli.Logs;

/// <summary><c>oms log</c>: logs as directories of tiles (C2SP tlog-tiles).</summary>
internal static class LogCommand
{
    public static Command Create() => new("log", "Transparency logs as directories of tiles.") { Check() };

    private static Command Check()
    {
        var folder = new Argument<DirectoryInfo>("DIR")
        {
            Description = "The directory that holds the file 'checkpoint' and the folder 'tile'.",
        };
        var keys = KeyOption.Create("A verifier key that must have signed the checkpoint. May be given again.");
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command(
            "check",
            "Recomputes every hash of a log from its entries and tiles up to the root of its checkpoint. Exit code 0: "
            + "nothing is wrong. 1: something is. 2: it cannot be read.")
        {
            folder, keys, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var directory = parsed.GetRequiredValue(folder);
            try
            {
                var report = Check(new LogDirectory(directory), KeyOption.Of(parsed, keys));
                return await CheckOutput.WriteAsync(
                    parsed.InvocationConfiguration, directory.ToString(), report, parsed.GetValue(json));
            }
            catch (Exception failure) when (
                failure is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                return await CheckOutput.UnreadableAsync(
                    parsed.InvocationConfiguration, directory.ToString(), failure.Message);
            }
        });
        return command;
    }

    private static CheckReport Check(LogDirectory log, IReadOnlyList<INoteVerifier> known)
    {
        if (SignedNote.TryParse(NoteFindings.TextOf(log.ReadCheckpoint())) is not { } note
            || Checkpoint.TryParse(note.Text) is not { } tree)
        {
            return new CheckReport(
                [], [new Finding("malformed-checkpoint", "checkpoint", "It is no signed checkpoint.")]);
        }

        var lines = new List<string> { $"checkpoint of {tree.Origin}: {tree.Size} entries, root {tree.Root}" };
        var findings = new List<Finding>();
        if (known.Count == 0)
        {
            lines.Add("no key was given: whether the checkpoint is signed was not checked");
        }
        else
        {
            NoteFindings.Look(note, known, lines, findings);
        }

        var report = new LogDirectoryCheck(log, tree).Run();
        return new CheckReport([.. lines, .. report.Lines], [.. findings, .. report.Findings]);
    }
}
