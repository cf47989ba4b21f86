using Oms.Transparency;

namespace Oms.Cli.Verify;

/// <summary>What was found of an attachment.</summary>
/// <param name="Reference">What the body says of it.</param>
/// <param name="State">Whether it was there and right.</param>
internal sealed record AttachmentResult(AttachmentReference Reference, AttachmentState State);
