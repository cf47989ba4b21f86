namespace Oms.Eld;

/// <summary>The kinds of findings. A name never changes its meaning.</summary>
/// <remarks>The first group has the error classes of FMCSA's file validator; the second one is our own.</remarks>
public static class EldFindingCodes
{
    public const string MissingLine = "missing-line";
    public const string DuplicateSection = "duplicate-section";
    public const string MissingRequiredField = "missing-required-field";
    public const string InvalidFieldLength = "invalid-field-length";
    public const string ValueOutsideRange = "value-outside-range";
    public const string InvalidFormat = "invalid-format";
    public const string InvalidValue = "invalid-value";
    public const string InvalidDecimal = "invalid-decimal";
    public const string InvalidInteger = "invalid-integer";
    public const string InvalidDate = "invalid-date";
    public const string InvalidTime = "invalid-time";

    public const string MissingSection = "missing-section";
    public const string SectionOutOfOrder = "section-out-of-order";
    public const string SectionTitle = "section-title";
    public const string TruncatedFile = "truncated-file";
    public const string UnexpectedLine = "unexpected-line";
    public const string WrongFieldCount = "wrong-field-count";
    public const string WrongEncoding = "wrong-encoding";
    public const string RowOutOfOrder = "row-out-of-order";
    public const string VinCheckDigit = "vin-check-digit";
    public const string EventCheckMismatch = "event-check-mismatch";
    public const string LineCheckMismatch = "line-check-mismatch";
    public const string FileCheckMismatch = "file-check-mismatch";
    public const string FileNameMismatch = "file-name-mismatch";
    public const string TooManyFindings = "too-many-findings";

    public const string SequenceGap = "sequence-gap";
    public const string SequenceDuplicate = "sequence-duplicate";
    public const string UnknownUser = "unknown-user";
    public const string UnknownCmv = "unknown-cmv";
    public const string UnknownEvent = "unknown-event";
    public const string OpenEditRequest = "open-edit-request";
    public const string UncertifiedDay = "uncertified-day";
    public const string UnidentifiedDriving = "unidentified-driving";
    public const string ActiveMalfunction = "active-malfunction";
    public const string OdometerNotMonotone = "odometer-not-monotone";
    public const string EngineHoursNotMonotone = "engine-hours-not-monotone";
    public const string OdometerMismatch = "odometer-mismatch";
    public const string EngineHoursMismatch = "engine-hours-mismatch";
    public const string VinMismatch = "vin-mismatch";
    public const string PowerUnitMismatch = "power-unit-mismatch";
    public const string ShippingDocumentMismatch = "shipping-document-mismatch";
    public const string PersonalConveyance = "personal-conveyance";
    public const string YardMoves = "yard-moves";
    public const string PositionNotMeasured = "position-not-measured";
    public const string PositionManual = "position-manual";
    public const string PositionMalfunction = "position-malfunction";
    public const string TimeZoneOffset = "time-zone-offset";
    public const string DaylightSavingDay = "daylight-saving-day";
}
