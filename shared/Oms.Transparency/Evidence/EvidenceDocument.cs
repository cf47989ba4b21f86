using Oms.Custody;

namespace Oms.Transparency;

/// <summary>An evidence file as it was read: every value of its JSON type, nothing verified.</summary>
/// <param name="CheckOut">The member <c>check_out</c>.</param>
/// <param name="Depot">The member <c>depot</c>.</param>
/// <param name="Parts">Records, proofs, certificates, checkpoint, root and log.</param>
/// <param name="Leaves">The records' leaves, read.</param>
internal sealed record EvidenceDocument(
    string CheckOut, string Depot, EvidenceParts Parts, IReadOnlyList<CustodyLeaf> Leaves);
