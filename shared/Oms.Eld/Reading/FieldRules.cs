namespace Oms.Eld.Reading;

/// <summary>The fields of every line, in their order (4.8.2.1), with their limits (7).</summary>
internal static class FieldRules
{
    /// <summary>The last field of every line but titles and the end of the file.</summary>
    public static readonly FieldRule LineCheck =
        new("Line Data Check Value", "7.32", FieldKind.Hexadecimal, 2, 2);

    /// <summary>The only field of the end of the file.</summary>
    public static readonly FieldRule FileCheck =
        new("File Data Check Value", "7.27", FieldKind.Hexadecimal, 4, 4);

    public static readonly FieldRule EventCheck =
        new("Event Data Check Value", "7.21", FieldKind.Hexadecimal, 2, 2);

    public static readonly FieldRule EventCode = Code("0123456789");
    public static readonly FieldRule Miles = new("Vehicle Miles", "7.43", FieldKind.Integer, 0, 9_999);
    public static readonly FieldRule Hours = new("Engine Hours", "7.19", FieldKind.Tenths, 0, 999_999);

    private static readonly FieldRule LastName = new("Last Name", "7.30", FieldKind.Text, 2, 30);
    private static readonly FieldRule FirstName = new("First Name", "7.28", FieldKind.Text, 2, 30);
    private static readonly FieldRule Username = new("ELD Username", "7.18", FieldKind.Text, 4, 60);
    private static readonly FieldRule PowerUnit = new("CMV Power Unit Number", "7.4", FieldKind.Text, 1, 10);
    private static readonly FieldRule CmvVin =
        new("CMV VIN", "7.5", FieldKind.Vin, 17, 18) { IsOptional = true };

    private static readonly FieldRule Trailers =
        new("Trailer Number(s)", "7.42", FieldKind.Text, 0, 32) { IsOptional = true };

    private static readonly FieldRule Shipping =
        new("Shipping Document Number", "7.39", FieldKind.Text, 0, 40) { IsOptional = true };

    private static readonly FieldRule Order = new("Order Number", "7.37", FieldKind.Integer, 1, 99);
    private static readonly FieldRule Cmv = Order with { Name = "CMV Order Number" };
    private static readonly FieldRule Date = new("Date", "7.8", FieldKind.Date, 6, 6);
    private static readonly FieldRule Time = new("Time", "7.40", FieldKind.Time, 6, 6);
    private static readonly FieldRule Latitude = new("Latitude", "7.31", FieldKind.Latitude, 1, 6);
    private static readonly FieldRule Longitude = new("Longitude", "7.33", FieldKind.Longitude, 1, 7);
    private static readonly FieldRule TotalMiles = Miles with { Name = "Total Vehicle Miles", Max = 9_999_999 };
    private static readonly FieldRule TotalHours = Hours with { Name = "Total Engine Hours" };
    private static readonly FieldRule Sequence =
        new("Event Sequence ID Number", "7.24", FieldKind.Hexadecimal, 1, 4);

    private static readonly FieldRule MalfunctionIndicator =
        OneOf("Malfunction Indicator Status", "7.35", "01");

    // Whether miles and hours may be blank depends on the rest of the row: RowChecks.
    private static readonly FieldRule[] Duty =
    [
        Sequence,
        OneOf("Event Record Status", "7.23", "1234"),
        OneOf("Event Record Origin", "7.22", "1234"),
        OneOf("Event Type", "7.25", "123"),
        EventCode,
        Date,
        Time,
        Miles with { Name = "Accumulated Vehicle Miles", IsOptional = true },
        Hours with { Name = "Elapsed Engine Hours", IsOptional = true },
        Latitude,
        Longitude,
        new("Distance Since Last Valid Coordinates", "7.9", FieldKind.Integer, 0, 6),
        Cmv,
    ];

    /// <summary>The seven lines of the header.</summary>
    public static readonly FieldRule[][] Header =
    [
        [
            LastName,
            FirstName,
            Username,
            new("Driver's License Issuing State", "7.10", FieldKind.Capitals, 2, 2),
            new("Driver's License Number", "7.11", FieldKind.LettersAndDigits, 1, 20),
        ],
        [
            LastName with { Name = "Co-Driver Last Name", IsOptional = true },
            FirstName with { Name = "Co-Driver First Name", IsOptional = true },
            Username with { Name = "Co-Driver ELD Username", IsOptional = true },
        ],
        [PowerUnit, CmvVin, Trailers],
        [
            new("Carrier's USDOT Number", "7.3", FieldKind.Digits, 1, 9),
            new("Carrier Name", "7.2", FieldKind.Text, 4, 120),
            OneOf("Multiday Basis Used", "7.36", "78"),
            Time with { Name = "24-Hour Period Starting Time", Paragraph = "7.1" },
            new("Time Zone Offset from UTC", "7.41", FieldKind.Integer, 4, 11),
        ],
        [Shipping, OneOf("Exempt Driver Configuration", "7.26", "E0")],
        [
            Date with { Name = "Current Date" },
            Time with { Name = "Current Time" },
            Latitude with { Name = "Current Latitude" },
            Longitude with { Name = "Current Longitude" },
            TotalMiles with { Name = "Current Total Vehicle Miles" },
            TotalHours with { Name = "Current Total Engine Hours" },
        ],
        [
            new("ELD Registration ID", "7.17", FieldKind.CapitalsAndDigits, 4, 4),
            new("ELD Identifier", "7.15", FieldKind.CapitalsAndDigits, 6, 6),
            new("ELD Authentication Value", "7.14", FieldKind.Text, 17, int.MaxValue),
            new("Output File Comment", "7.38", FieldKind.Text, 0, 60) { IsOptional = true },
        ],
    ];

    /// <summary>What the lines of the header tell, for messages.</summary>
    public static readonly string[] HeaderLines =
    [
        "driver", "co-driver", "CMV", "carrier", "shipping document", "current date and totals", "ELD",
    ];

    private static readonly FieldRule[][] Sections =
    [
        [],
        [Order, OneOf("ELD Account Type", "7.13", "DS"), LastName, FirstName],
        [Order, PowerUnit, CmvVin],
        [
            .. Duty,
            Order with { Name = "User Order Number" },
            MalfunctionIndicator,
            OneOf("Data Diagnostic Event Indicator Status", "7.7", "01"),
            EventCheck,
        ],
        [
            Sequence,
            Username,
            new("Comment/Annotation", "7.6", FieldKind.Text, 0, 60) { IsOptional = true },
            Date,
            Time,
            new("Driver's Location Description", "7.12", FieldKind.Text, 5, 60) { IsOptional = true },
        ],
        [Sequence, Code("123456789"), Date, Time, Date with { Name = "Date of Certified Record" }, Cmv],
        [
            Sequence,
            Code("1234"),
            OneOf("Malfunction/Diagnostic Code", "7.34", "PETLRSO123456"),
            Date,
            Time,
            TotalMiles,
            TotalHours,
            Cmv,
        ],
        [Sequence, Code("12"), Username, Date, Time, TotalMiles, TotalHours],
        [
            Sequence,
            Code("1234"),
            Date,
            Time,
            TotalMiles with { IsOptional = true },
            TotalHours with { IsOptional = true },
            Latitude,
            Longitude,
            PowerUnit,
            CmvVin,
            Trailers,
            Shipping,
        ],
        [.. Duty, MalfunctionIndicator, EventCheck],
        [],
    ];

    /// <summary>The fields of the rows of a section, without the line's check value.</summary>
    public static FieldRule[] Rows(EldSection section) => Sections[(int)section];

    private static FieldRule OneOf(string name, string paragraph, string vocabulary) =>
        new(name, paragraph, FieldKind.OneOf, 1, 1) { Vocabulary = vocabulary };

    private static FieldRule Code(string vocabulary) => OneOf("Event Code", "7.20", vocabulary);
}
