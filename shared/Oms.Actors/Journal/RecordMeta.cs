using Oms.Entities;

namespace Oms.Actors.Journal;

/// <summary>What a record says about its cause.</summary>
/// <param name="Principal">Who gave the command, and on whose behalf.</param>
/// <param name="Causation">The command or record that led to it, as text; null when a client did.</param>
/// <param name="Correlation">Ties together all that one request led to, across entities; null when none was
/// given.</param>
/// <param name="Fingerprint">
/// A digest of the command as it was asked, so that one command id cannot be used for two commands; on a command's
/// first record only.
/// </param>
/// <param name="KeyReference">The key that encrypts personal members of the payload; null when none is.</param>
public sealed record RecordMeta(
    Principal Principal,
    string? Causation = null,
    string? Correlation = null,
    string? Fingerprint = null,
    string? KeyReference = null);
