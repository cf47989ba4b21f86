using NodaTime;

namespace Oms.Eld;

/// <summary>The name of an ELD output file (4.8.2.2): 25 characters without an extension.</summary>
public static class EldFileName
{
    /// <summary>How many characters it has.</summary>
    public const int Length = 25;

    /// <summary>What ends the name where the carrier has nothing else in mind.</summary>
    public const string DefaultEnding = "000000000";

    private const int LetterCount = 5;

    /// <summary>Makes the name.</summary>
    /// <param name="lastName">The driver's; its first five letters are taken, what is missing becomes "_".</param>
    /// <param name="license">The driver's license number; its last two digits and the sum of all count.</param>
    /// <param name="created">When the file is made.</param>
    /// <param name="ending">Nine characters 0 to 9 and A to Z.</param>
    /// <exception cref="ArgumentException"><paramref name="ending"/> is not.</exception>
    public static string Of(string lastName, string license, LocalDate created, string ending = DefaultEnding)
    {
        if (ending.Length != DefaultEnding.Length || !ending.All(IsEnding))
        {
            throw new ArgumentException("A file name ends with nine characters 0 to 9 and A to Z.", nameof(ending));
        }

        var digits = license.Where(char.IsAsciiDigit).Select(digit => digit - '0').ToList();
        var lastTwo = digits.TakeLast(2).Aggregate(0, (number, digit) => (number * 10) + digit);
        var letters = string.Concat(lastName.Where(char.IsAsciiLetter).Take(LetterCount)).PadRight(LetterCount, '_');
        return $"{letters}{lastTwo:00}{digits.Sum() % 100:00}{EldField.Of(created)}-{ending}";
    }

    /// <summary>Says where a file's name is not the one that its header asks for; null where it is.</summary>
    /// <param name="name">The name, with or without an extension, without folders.</param>
    public static EldFinding? Check(string name, EldFile file)
    {
        var dot = name.LastIndexOf('.');
        var stem = dot < 0 ? name : name[..dot];
        var driver = file.Header.Driver;
        var ending = stem.Length == Length && stem[^DefaultEnding.Length..].All(IsEnding)
            ? stem[^DefaultEnding.Length..]
            : DefaultEnding;
        if (file.Header.Current.Date.Date is not { } created)
        {
            return Finding("The header has no current date, so the name cannot be checked.");
        }

        var expected = Of(driver.LastName, driver.License, created, ending);
        return stem == expected ? null : Finding($"The file is named \"{stem}\"; by its header it is \"{expected}\".");
    }

    private static EldFinding Finding(string message) => new(
        EldFindingCodes.FileNameMismatch, EldSeverity.Error, 0, "File name", message,
        "49 CFR 395 subpart B app. A 4.8.2.2");

    private static bool IsEnding(char character) => char.IsAsciiDigit(character) || char.IsAsciiLetterUpper(character);
}
