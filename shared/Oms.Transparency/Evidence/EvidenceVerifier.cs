using System.Globalization;

namespace Oms.Transparency;

/// <summary>Judges evidence files, without a network and without a clock. Thread-safe.</summary>
/// <remarks>
/// A file says by which root and log it is signed. First it must agree with itself under those keys, byte for byte;
/// only then is it asked whether they are trusted. So a file that was altered is told from one that a stranger made.
/// </remarks>
public static class EvidenceVerifier
{
    /// <summary>The largest file that is read.</summary>
    public const int FileBytesMax = 64 * 1024 * 1024;

    /// <summary>The most records that are read.</summary>
    public const int RecordsMax = 10_000;

    /// <summary>Judges a file.</summary>
    /// <param name="file">The bytes as received.</param>
    /// <param name="trust">The keys that are trusted.</param>
    public static EvidenceReport Verify(ReadOnlyMemory<byte> file, TrustRoot trust)
    {
        var checks = new List<EvidenceCheck>();
        EvidenceDocument? document = null;
        var step = "format";
        try
        {
            document = EvidenceReader.Read(file);
            var read = document;
            Passed(document.Parts switch
            {
                { EpcisNames: not null } => "The file is canonical JSON of version 3.",
                { Witnesses.Count: > 0 } => "The file is canonical JSON of version 2.",
                _ => "The file is canonical JSON of version 1.",
            });
            Step("records", () => EvidenceRecordChecks.Records(read));
            Step("certificates", () => EvidenceKeyChecks.Certificates(read));
            Step("signatures", () => EvidenceKeyChecks.Signatures(read));
            Step("checkpoint", () => EvidenceLogChecks.Checkpoint(read));
            Step("inclusion", () => EvidenceLogChecks.Inclusion(read));

            if (read.Parts.EpcisNames is not null)
            {
                Step("epcis", () => EvidenceEvents.Check(read));
            }

            // What the file says of itself was checked piece by piece; written again from its parts it must be the
            // same file, so that nothing else is in it: no attachment that no body names, no key that nobody used.
            Step("encoding", () => EvidenceRecordChecks.Encoding(read, file.Span));
            Step("trust", () => EvidenceTrustChecks.Trust(read, trust));
        }
        catch (EvidenceFaultException fault)
        {
            checks.Add(new EvidenceCheck(step, Passed: false, fault.Message));
            var isStranger = step == "trust" && document is not null && EvidenceTrustChecks.IsStranger(document, trust);
            var failure = new EvidenceFailure(
                step,
                fault.Place,
                fault.Message,
                isStranger ? EvidenceFaultClass.Stranger : fault.Class ?? EvidenceClassifier.Classify(step, document));
            return new EvidenceReport(
                isStranger ? EvidenceVerdict.SignedByStranger : EvidenceVerdict.Rejected,
                document?.CheckOut,
                document?.Depot,
                checks,
                failure,
                [],
                isStranger ? document!.ToFacts(trust) : null);
        }

        var attachments = AttachmentFinder.FindAll(document.Parts.Records.Select(record => record.Body!.Value));
        return new EvidenceReport(
            EvidenceVerdict.Valid,
            document.CheckOut,
            document.Depot,
            checks,
            null,
            attachments,
            document.ToFacts(trust))
        {
            Findings = EvidenceClocks.Of(document.Leaves),
        };

        void Step(string name, Func<string> check)
        {
            step = name;
            Passed(check());
        }

        void Passed(string detail) => checks.Add(new EvidenceCheck(step, Passed: true, detail));
    }

    /// <summary>A count and its noun, for people.</summary>
    internal static string Count(int count, string noun, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? noun : many ?? noun + "s")}");
}
