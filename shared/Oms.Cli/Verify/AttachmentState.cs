namespace Oms.Cli.Verify;

/// <summary>Whether an attachment was there and right.</summary>
internal enum AttachmentState
{
    /// <summary>No such file stands beside the evidence; its hash is proven all the same.</summary>
    Absent,

    /// <summary>Its length and SHA-256 are those that the body says.</summary>
    Right,

    /// <summary>The file is another one, or cannot be read.</summary>
    Wrong,
}
