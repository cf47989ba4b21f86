namespace Oms.Eld;

/// <summary>Who made a record (table 7); the values are the characters in the file.</summary>
public enum EldRecordOrigin
{
    /// <summary>No value of the table.</summary>
    Unknown = 0,

    /// <summary>The ELD, by itself.</summary>
    Eld = '1',

    /// <summary>The driver edited or entered it.</summary>
    Driver = '2',

    /// <summary>Another user, mostly of the carrier, asked for it.</summary>
    OtherUser = '3',

    /// <summary>The driver assumed it from the unidentified driver profile.</summary>
    Unidentified = '4',
}
