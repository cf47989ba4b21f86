namespace Oms.Custody;

/// <summary>Whether a record may come without its body.</summary>
public enum BodyRule
{
    /// <summary>Every record has its body.</summary>
    Required,

    /// <summary>A body may have been erased; one that is there must be the right one.</summary>
    MayBeErased,
}
