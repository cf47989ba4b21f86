using Oms.Custody;

namespace Oms.Transparency;

/// <summary>Judges fraud proofs, without a network and without a clock. Thread-safe.</summary>
public static class FraudVerifier
{
    /// <summary>Judges a file. A valid one proves the fraud; a rejected one proves nothing.</summary>
    /// <param name="file">The bytes as received.</param>
    /// <param name="trust">The keys that are trusted.</param>
    public static EvidenceReport Verify(ReadOnlyMemory<byte> file, TrustRoot trust) => Read(file, trust).Report;

    /// <summary>Judges a file, and gives the proof that it holds; null where it proves nothing.</summary>
    /// <param name="file">The bytes as received.</param>
    /// <param name="trust">The keys that are trusted.</param>
    public static (FraudProof? Proof, EvidenceReport Report) Read(ReadOnlyMemory<byte> file, TrustRoot trust)
    {
        FraudProof? read = null;
        var checks = new List<EvidenceCheck>();
        var (step, depot) = ("format", (string?)null);
        try
        {
            var proof = read = FraudProof.Decode(file);
            Passed($"The file is a fraud proof of the kind {proof.Kind}.");
            (step, var detail, depot) = proof switch
            {
                DeviceFork fork => ("device-fork", Device(fork), LeafOf(fork.First, "/first").Depot),
                LogFork fork => ("log-fork", Log(fork), null),
                _ => throw new System.Diagnostics.UnreachableException($"{proof.Kind} is no kind of fraud."),
            };
            Passed(detail);
            step = "trust";
            var isTrusted = proof is DeviceFork device
                ? trust.Roots.Any(root => root.Span.SequenceEqual(device.RootSpki.Span))
                : trust.LogVkeys.Contains(((LogFork)proof).LogVkey);
            if (!isTrusted)
            {
                throw new EvidenceFaultException(
                    proof is DeviceFork ? "/root" : "/log",
                    "The keys that signed are not trusted.",
                    EvidenceFaultClass.Stranger);
            }

            Passed(proof is DeviceFork ? "The root is trusted." : "The log is trusted.");
        }
        catch (EvidenceFaultException fault)
        {
            var kind = fault.Class ?? EvidenceFaultClass.Altered;
            checks.Add(new EvidenceCheck(step, Passed: false, fault.Message));
            return (null, new EvidenceReport(
                kind == EvidenceFaultClass.Stranger ? EvidenceVerdict.SignedByStranger : EvidenceVerdict.Rejected,
                null,
                depot,
                checks,
                new EvidenceFailure(step, fault.Place, fault.Message, kind),
                []));
        }

        return (read, new EvidenceReport(EvidenceVerdict.Valid, null, depot, checks, null, []));

        void Passed(string detail) => checks.Add(new EvidenceCheck(step, Passed: true, detail));
    }

    private static string Device(DeviceFork fork)
    {
        var (first, second) = (LeafOf(fork.First, "/first"), LeafOf(fork.Second, "/second"));
        if ((first.Depot, first.Device, first.Incarnation, first.Seq)
            != (second.Depot, second.Device, second.Incarnation, second.Seq))
        {
            throw new EvidenceFaultException("/second", "The two records are not of one place of one chain.");
        }

        if (string.CompareOrdinal(fork.First.LeafHash.ToString(), fork.Second.LeafHash.ToString()) >= 0)
        {
            throw new EvidenceFaultException("/second", "The records are one, or not in the order of their hashes.");
        }

        if (fork.Keys.Count is < 1 or > DeviceFork.KeysMax)
        {
            throw new EvidenceFaultException("/keys", $"There are {fork.Keys.Count} keys, not one or two.");
        }

        using var root = DevicePublicKey.TryImport(fork.RootSpki.Span)
            ?? throw new EvidenceFaultException("/root", "It is no P-256 public key.");
        var used = new HashSet<int>();
        foreach (var (index, key) in fork.Keys.Index())
        {
            if ((key.Statement.Depot, key.Statement.Device) != (first.Depot, first.Device) || !key.IsBy(root))
            {
                throw new EvidenceFaultException(
                    $"/keys/{index}", $"The root {root.KeyId} did not certify it for {first.Device}.");
            }
        }

        Sign(fork.First, "/first/sig");
        Sign(fork.Second, "/second/sig");
        return used.Count == fork.Keys.Count
            ? $"{first.Device} of {first.Depot} signed two different records {first.Seq} of one journal: its card was "
                + "cloned, or put back from an older image."
            : throw new EvidenceFaultException("/keys", "A key signed neither record.");

        void Sign(SignedRecord record, string place)
        {
            var signer = fork.Keys.Index().FirstOrDefault(item =>
            {
                using var key = DevicePublicKey.TryImport(item.Item.Statement.Spki.Span);
                return key?.VerifyLeaf(record.Leaf.Span, record.Signature.Span) is true;
            });
            _ = signer.Item is null
                ? throw new EvidenceFaultException(place, "It is not signed by a key of the file.")
                : used.Add(signer.Index);
        }
    }

    private static string Log(LogFork fork)
    {
        INoteVerifier log;
        try
        {
            log = NoteKey.Parse(fork.LogVkey);
        }
        catch (Exception failure) when (failure is FormatException or PlatformNotSupportedException)
        {
            throw new EvidenceFaultException("/log", failure.Message);
        }

        var (earlier, later) = (CheckpointOf(fork.Earlier, "/earlier", log), CheckpointOf(fork.Later, "/later", log));
        if (earlier.Root == fork.RootAtEarlier)
        {
            throw new EvidenceFaultException("/root_at_earlier", "It is what the log signed: there is no fork.");
        }

        var isProven = earlier.Size == later.Size
            ? fork.Proof.Count == 0 && later.Root == fork.RootAtEarlier
            : MerkleProof.VerifyConsistency(
                earlier.Size, later.Size, fork.Proof, fork.RootAtEarlier, later.Root);
        return isProven
            ? $"The log {log.Name} signed a root of {earlier.Size} entries, and later a log of {later.Size} entries "
                + "that began with others: it was forked, or cut and continued."
            : throw new EvidenceFaultException(
                "/proof", "It does not lead to the later checkpoint.", EvidenceFaultClass.ForgedProof);
    }

    private static Checkpoint CheckpointOf(string text, string place, INoteVerifier log)
    {
        if (SignedNote.TryParse(text) is not { Signatures.Count: 1 } note || note.ToString() != text
            || Checkpoint.TryParse(note.Text) is not { Extensions.Count: 0 } checkpoint
            || checkpoint.Origin != log.Name)
        {
            throw new EvidenceFaultException(place, $"It is no checkpoint of {log.Name} in its one form.");
        }

        EvidenceLogChecks.RequireSignature(note, 0, log, place);
        return checkpoint;
    }

    private static CustodyLeaf LeafOf(SignedRecord record, string place) =>
        CustodyLeaf.TryDecode(record.Leaf.Span, out var leaf, out var fault)
            ? leaf
            : throw new EvidenceFaultException(place + "/leaf", fault.ToString());
}
