namespace Oms.Eld.Reading;

/// <summary>What kind of value a field has.</summary>
internal enum FieldKind
{
    Text,

    /// <summary>Capital letters only.</summary>
    Capitals,

    /// <summary>Digits and capital letters.</summary>
    CapitalsAndDigits,

    /// <summary>Digits and letters.</summary>
    LettersAndDigits,

    /// <summary>Digits of which only the number counts, such as the USDOT number.</summary>
    Digits,
    Hexadecimal,

    /// <summary>One character of a vocabulary.</summary>
    OneOf,
    Integer,
    Tenths,
    Latitude,
    Longitude,
    Date,
    Time,
    Vin,
}
