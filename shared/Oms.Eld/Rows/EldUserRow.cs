namespace Oms.Eld;

/// <summary>A row of the user list (4.8.2.1.2). It has no username.</summary>
/// <param name="Order">1 to 99.</param>
/// <param name="AccountType">D for drivers, the unidentified driver among them; S for support personnel (7.13).</param>
public sealed record EldUserRow(EldField Order, EldField AccountType, string LastName, string FirstName);
