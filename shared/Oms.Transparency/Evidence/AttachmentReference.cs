using Oms.Custody;

namespace Oms.Transparency;

/// <summary>A file, or other data, that a body names by its hash; see <see cref="AttachmentFinder"/>.</summary>
/// <param name="Sha256">The SHA-256 of the data.</param>
/// <param name="Role">What it is to the body, such as <c>photo</c> or <c>signature</c>; <c>file</c> by default.</param>
/// <param name="Name">The file's name; null where the body gives none.</param>
/// <param name="MediaType">Such as <c>image/png</c>; null where the body gives none.</param>
/// <param name="Size">The length in bytes; null where the body gives none.</param>
public sealed record AttachmentReference(Digest Sha256, string Role, string? Name, string? MediaType, long? Size);
