namespace Oms.Custody.Assets;

/// <summary>What is handed out with a vehicle. Stored by name; a member is never renamed.</summary>
public enum AssetKind
{
    /// <summary>A set of keys.</summary>
    Key,
    FuelCard,

    /// <summary>A telephone, a scanner, an ELD's display.</summary>
    Device,
    Tablet,

    /// <summary>Pallets of one type: counted, not told apart.</summary>
    Pallet,

    /// <summary>Crates, roll cages and other returnable transport items of one type: counted, not told apart.</summary>
    Returnable,
}
