using System.CommandLine;
using Oms.Cli.Checking;
using Oms.Cli.Notes;
using Oms.Custody;
using Oms.Transparency;

namespace Oms.Cli.Proofs;

/// <summary><c>oms proof</c>: proofs that a log holds an entry (C2SP tlog-proof).</summary>
internal static class ProofCommand
{
    private const int BytesMax = 4 * SignedNote.CharsMax;

    public static Command Create(Surroundings surroundings) =>
        new("proof", "Proofs that a log holds an entry.") { Check(surroundings) };

    private static Command Check(Surroundings surroundings)
    {
        var keys = KeyOption.Create("A verifier key of the log or of a witness. May be given again.");
        var entry = new Option<FileInfo?>("--entry")
        {
            Description = "The entry, byte for byte as the log holds it.",
            HelpName = "FILE",
        };
        var leaf = new Option<string?>("--leaf-hash")
        {
            Description = "The entry's hash in the tree instead, in lower-case hexadecimal: SHA-256(0x00, entry).",
            HelpName = "HEX",
        };
        leaf.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !Digest.TryParse(result.Tokens[0].Value, out _))
            {
                result.AddError($"--leaf-hash takes {Digest.HexChars} lower-case hexadecimal digits.");
            }
        });
        var command = CheckCommand.Create(
            "check",
            "Verifies a .tlog-proof file: its form and that the entry (--entry, --leaf-hash, or the custody record "
            + "that it carries itself) stands in the tree of its checkpoint; with --key, that the checkpoint is "
            + "signed.",
            surroundings,
            BytesMax,
            (parsed, octets) => Check(
                NoteFindings.TextOf(octets), KeyOption.Of(parsed, keys), LeafOf(parsed, entry, leaf)),
            keys,
            entry,
            leaf);
        command.Validators.Add(result =>
        {
            if (result.GetResult(entry) is { Implicit: false } && result.GetResult(leaf) is { Implicit: false })
            {
                result.AddError("Give --entry or --leaf-hash, not both.");
            }
        });
        return command;
    }

    private static Digest? LeafOf(ParseResult parsed, Option<FileInfo?> entry, Option<string?> leaf) =>
        parsed.GetValue(entry) is { } file ? MerkleHash.Leaf(File.ReadAllBytes(file.FullName))
        : Digest.TryParse(parsed.GetValue(leaf), out var hash) ? hash
        : null;

    private static CheckReport Check(string text, IReadOnlyList<INoteVerifier> known, Digest? leaf)
    {
        if (TlogProof.TryParse(text) is not { } proof)
        {
            return new CheckReport([], [new Finding("malformed", "", "It is no tlog-proof in its one form.")]);
        }

        var (lines, findings) = (new List<string>(), new List<Finding>());
        if (Checkpoint.TryParse(proof.Checkpoint.Text) is not { } tree)
        {
            findings.Add(new Finding("malformed-checkpoint", "checkpoint", "Its note is no checkpoint of a log."));
            return new CheckReport(lines, findings);
        }

        lines.Add($"checkpoint of {tree.Origin}: {tree.Size} entries, root {tree.Root}");
        if (known.Count == 0)
        {
            lines.Add("no key was given: whether the checkpoint is signed was not checked");
        }
        else
        {
            NoteFindings.Look(proof.Checkpoint, known, lines, findings);
        }

        Include(proof, tree, leaf ?? OwnEntry(proof, lines), lines, findings);
        return new CheckReport(lines, findings);
    }

    /// <summary>A proof of a custody record carries its entry, so that it needs no other file.</summary>
    private static Digest? OwnEntry(TlogProof proof, List<string> lines)
    {
        if (proof.Extra is not { } extra || LogEntry.TryDecode(extra) is not { } record
            || !CustodyLeaf.TryDecode(record.Leaf.Span, out var leaf, out _))
        {
            return null;
        }

        lines.Add($"its own entry: record {leaf.CustodySeq} of {leaf.CustodyId}, a {leaf.Kind} by {leaf.Device}");
        return MerkleHash.Leaf(extra.Span);
    }

    private static void Include(
        TlogProof proof, Checkpoint tree, Digest? leaf, List<string> lines, List<Finding> findings)
    {
        if (proof.Index >= tree.Size)
        {
            findings.Add(new Finding(
                "bad-proof", "index", $"Index {proof.Index} is beyond the {tree.Size} entries of the checkpoint."));
        }
        else if (leaf is not { } hash)
        {
            lines.Add($"index {proof.Index}: no entry was given, so the proof itself was not checked");
        }
        else if (MerkleProof.VerifyInclusion(proof.Index, tree.Size, hash, proof.Hashes, tree.Root))
        {
            lines.Add($"index {proof.Index}: the log holds the entry {hash}");
        }
        else
        {
            findings.Add(new Finding(
                "bad-proof",
                $"index {proof.Index}",
                "The hashes do not lead from this entry to the checkpoint's root."));
        }
    }
}
