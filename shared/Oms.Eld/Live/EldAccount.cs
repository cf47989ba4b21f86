namespace Oms.Eld;

/// <summary>Somebody who may use an ELD.</summary>
/// <param name="Username">4 to 60 characters.</param>
/// <param name="IsDriver">False for the carrier's support personnel.</param>
public sealed record EldAccount(string Username, bool IsDriver, string LastName, string FirstName)
{
    /// <summary>The account of driving with nobody logged in (4.1.2).</summary>
    public static EldAccount Unidentified { get; } = new(EldFile.UnidentifiedUsername, true, "Driver", "Unidentified");
}
