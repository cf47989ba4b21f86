namespace Oms.Custody.Assets;

/// <summary>Who saw a hand-over of an asset. Stored by name; a member is never renamed.</summary>
public enum AssetSource
{
    /// <summary>An electronic key cabinet.</summary>
    Cabinet,
    Scan,

    /// <summary>A person entered it.</summary>
    Manual,
}
