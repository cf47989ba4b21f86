namespace Oms.Eld;

/// <summary>The title lines of the sections. They carry no check value.</summary>
public static class EldSections
{
    /// <summary>How many there are, the end of the file among them.</summary>
    public const int Count = 11;

    private static readonly string[] Titles =
    [
        "ELD File Header Segment:",
        "User List:",
        "CMV List:",
        "ELD Event List:",
        "ELD Event Annotations or Comments:",
        "Driver's Certification/Recertification Actions:",
        "Malfunctions and Data Diagnostic Events:",
        "ELD Login/Logout Report:",
        "CMV Engine Power-Up and Shut Down Activity:",
        "Unidentified Driver Profile Records:",
        "End of File:",
    ];

    /// <summary>The line that begins a section, letter by letter.</summary>
    public static string Title(EldSection section) => Titles[(int)section];

    /// <summary>The paragraph that describes a section.</summary>
    internal static string Source(EldSection section) => $"49 CFR 395 subpart B app. A 4.8.2.1.{(int)section + 1}";
}
