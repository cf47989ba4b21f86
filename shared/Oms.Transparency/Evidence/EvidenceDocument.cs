using NodaTime;
using Oms.Custody;

namespace Oms.Transparency;

/// <summary>An evidence file as it was read: every value of its JSON type, nothing verified.</summary>
/// <param name="CheckOut">The member <c>check_out</c>.</param>
/// <param name="Depot">The member <c>depot</c>.</param>
/// <param name="Parts">Records, proofs, certificates, checkpoint, root and log.</param>
/// <param name="Leaves">The records' leaves, read.</param>
internal sealed record EvidenceDocument(
    string CheckOut, string Depot, EvidenceParts Parts, IReadOnlyList<CustodyLeaf> Leaves)
{
    /// <summary>The EPCIS events; none in a file of version 1 or 2.</summary>
    public IReadOnlyList<EvidenceEvent> Events { get; init; } = [];

    /// <summary>What a report says of a file that passed every check but, perhaps, the last.</summary>
    public EvidenceFacts ToFacts(TrustRoot trust)
    {
        var (note, checkpoint) = EvidenceLogChecks.Read(this);
        var cosigners = note.Signatures.Skip(1).ToList();
        return new EvidenceFacts(
            [.. Leaves.Select((leaf, index) => new EvidenceFact(
                leaf,
                Parts.Records[index].Body!.Value,
                Parts.Proofs[index].LogIndex,
                KeyIdOf(DepotKeyCertificate.InForce(
                    Parts.Keys, leaf.Device, Parts.Proofs[index].LogIndex)!.Statement.Spki)))],
            KeyIdOf(Parts.RootSpki),
            Parts.LogVkey,
            checkpoint.Size,
            [.. trust.WitnessVkeys.Select(NoteKey.Parse)
                .Where(witness => cosigners.Any(signature => signature.Claims(witness)))
                .Select(witness => witness.Name).Distinct(StringComparer.Ordinal)])
        {
            Sightings = [.. trust.WitnessVkeys.Select(NoteKey.Parse).OfType<CosignatureVerifier>()
                .Select(witness => (witness.Name, Signature: cosigners.FirstOrDefault(one => one.Claims(witness))))
                .Where(one => one.Signature is not null)
                .Select(one => new EvidenceSighting(
                    one.Name, Instant.FromUnixTimeSeconds(Cosignature.Time(one.Signature!.Signature.Span))))],
        };

        // As DevicePublicKey.KeyId, without importing the key.
        static string KeyIdOf(ReadOnlyMemory<byte> spki) => Digest.Of(spki.Span).ToString()[..16];
    }
}
