using NodaTime;

namespace Oms.Custody.Inspections;

/// <summary>Who signed, when, and the digest of what was drawn or entered (49 CFR 390.32).</summary>
/// <param name="Signer">The person's id, 1 to 120 characters.</param>
/// <param name="Sha256">Lower-case hex of the SHA-256 of a signature image or a badge token.</param>
/// <param name="At">Device time.</param>
public sealed record ElectronicSignature(string Signer, string Sha256, Instant At);
