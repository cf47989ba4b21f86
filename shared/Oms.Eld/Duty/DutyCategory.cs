namespace Oms.Eld;

/// <summary>What a driver says of moving the vehicle without driving it for the carrier (49 CFR 395.28(a)).</summary>
public enum DutyCategory
{
    None,

    /// <summary>Goes with off duty.</summary>
    PersonalConveyance,

    /// <summary>Goes with on duty not driving.</summary>
    YardMoves,
}
