namespace Oms.Custody.Hazmat;

/// <summary>How materials that the table marks O are loaded, as the person who loaded says.</summary>
public enum LoadSeparation
{
    /// <summary>Nothing keeps what leaks from mixing.</summary>
    None,

    /// <summary>What leaks from packages cannot mix under normal conditions.</summary>
    NoMixing,

    /// <summary>As before, and corrosive liquids are neither above nor beside materials of classes 4 and 5.</summary>
    NoMixingNorAdjacentCorrosives,
}
