namespace Oms.Custody.Cargo;

/// <summary>One GS1 application identifier (AI), or a run of them that share a form.</summary>
/// <param name="Stem">Its digits; in a run, those before the last digit, which is free.</param>
/// <param name="Digits">How many digits the whole identifier has, 2 to 4.</param>
/// <param name="Title">Its data title (GS1 General Specifications, figure 3.2-1).</param>
/// <param name="LengthMin">Shortest value, characters.</param>
/// <param name="LengthMax">Longest value, characters.</param>
/// <param name="Characters">What the value is made of after its leading digits.</param>
/// <param name="LeadingDigits">How many characters at the start must be digits.</param>
/// <param name="CheckedDigits">How many digits at the start end with their check digit; 0 where there is none.</param>
public sealed record ApplicationIdentifier(
    string Stem,
    int Digits,
    string Title,
    int LengthMin,
    int LengthMax,
    ElementCharacters Characters,
    int LeadingDigits = 0,
    int CheckedDigits = 0)
{
    /// <summary>Whether its length is predefined, so that no separator follows (GS1 General Specifications, figure
    /// 7.8.5-2). All others are ended by a separator, except at the end.</summary>
    public bool IsPredefined =>
        Stem.AsSpan(0, 2) is "00" or "01" or "02" or "03" or "04" or "11" or "12" or "13" or "14" or "15" or "16"
            or "17" or "18" or "19" or "20" or "31" or "32" or "33" or "34" or "35" or "36" or "41";
}
