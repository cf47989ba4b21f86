namespace Oms.Eld;

/// <summary>Whether a record counts (table 8); the values are the characters in the file.</summary>
public enum EldRecordStatus
{
    /// <summary>No value of the table.</summary>
    Unknown = 0,
    Active = '1',

    /// <summary>Another record replaced it.</summary>
    InactiveChanged = '2',

    /// <summary>The carrier proposed it, and the driver has not answered.</summary>
    InactiveChangeRequested = '3',

    /// <summary>The driver said no to it.</summary>
    InactiveChangeRejected = '4',
}
