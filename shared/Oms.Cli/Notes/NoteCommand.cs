using System.CommandLine;
using Oms.Cli.Checking;
using Oms.Transparency;

namespace Oms.Cli.Notes;

/// <summary><c>oms note</c>: signed notes (C2SP signed-note).</summary>
internal static class NoteCommand
{
    private const int BytesMax = 4 * SignedNote.CharsMax;

    public static Command Create(Surroundings surroundings) => new("note", "Signed notes.") { Check(surroundings) };

    private static Command Check(Surroundings surroundings)
    {
        var keys = KeyOption.Create(
            "A verifier key that may have signed: name+id+base64. May be given again.", required: true);
        return CheckCommand.Create(
            "check",
            "Verifies the signatures of a note. At least one must be by a given key, and none that claims a given key "
            + "may be bad; signatures by other keys do not count.",
            surroundings,
            BytesMax,
            (parsed, octets) => Check(NoteFindings.TextOf(octets), KeyOption.Of(parsed, keys)),
            keys);
    }

    private static CheckReport Check(string text, IReadOnlyList<INoteVerifier> known)
    {
        if (SignedNote.TryParse(text) is not { } note)
        {
            return new CheckReport([], [new Finding(
                "malformed", "", "It is no signed note: a text, an empty line, and lines of signatures.")]);
        }

        var (lines, findings) = (new List<string>(), new List<Finding>());
        if (Checkpoint.TryParse(note.Text) is { } checkpoint)
        {
            lines.Add($"checkpoint of {checkpoint.Origin}: {checkpoint.Size} entries, root {checkpoint.Root}");
        }

        NoteFindings.Look(note, known, lines, findings);
        return new CheckReport(lines, findings);
    }
}
