namespace Oms.Custody.Hazmat;

/// <summary>The segregation table of 49 CFR 177.848(d) and the compatibility table of 177.848(f), as of
/// 2026-08-27.</summary>
public static class SegregationTable
{
    /// <summary>The compatibility groups in the order of the table.</summary>
    public const string Groups = "ABCDEFGHJKLNS";

    // Columns as rows; "." is blank.
    //      1.1/2 1.3 1.4 1.5 1.6 2.1 2.2 2.3A 2.3B 3 4.1 4.2 4.3 5.1 5.2 6.1A 7 8
    private static readonly string[] Cells =
    [
        "*****XXXXXXXXXXXXX",
        "*****X.XXX.XXXXX.X",
        "*****O.OOO.O...O.O",
        "*****XXXXXXXXXXXXX",
        "*****.............",
        "XXOX...XO......OO.",
        "X..X..............",
        "XXOX.X...XXXXXX..X",
        "XXOX.O...OOOOOO..O",
        "XXOX...XO....O.X..",
        "X..X...XO......X.O",
        "XXOX...XO......X.X",
        "XX.X...XO......X.O",
        "XX.X...XOO.....X.O",
        "XX.X...XO......X.O",
        "XXOX.O...XXXXXX..X",
        "X..X.O............",
        "XXOX...XO.OXOOOX..",
    ];

    // Row and column by Groups. X: not in one vehicle; digits: the numbered notes of 177.848(g)(3), "5" for "4/5".
    private static readonly string[] Compatibility =
    [
        ".XXXXXXXXXXXX",
        "X.X4XXXXXXXX5",
        "XX.22X6XXXX35",
        "X42.2X6XXXX35",
        "XX22.X6XXXX35",
        "XXXXX.XXXXXX5",
        "XX666X.XXXXX5",
        "XXXXXXX.XXXX5",
        "XXXXXXXX.XXX5",
        "XXXXXXXXX.XX5",
        "XXXXXXXXXX1XX",
        "XX333XXXXXX.5",
        "X555555555X5.",
    ];

    /// <summary>What the table says of two rows.</summary>
    public static SegregationCell Between(SegregationRow one, SegregationRow other) =>
        Cells[(int)one][(int)other] switch
        {
            'X' => SegregationCell.Forbidden,
            'O' => SegregationCell.Separate,
            '*' => SegregationCell.ByGroup,
            _ => SegregationCell.Free,
        };

    /// <summary>What the compatibility table says of two groups: <c>.</c> nothing, <c>X</c> not in one vehicle, or the
    /// digit of a note of 177.848(g)(3). The X with note 4 of groups B and D is <c>4</c>, 4/5 is <c>5</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A letter is not one of <see cref="Groups"/>.</exception>
    public static char Between(char group, char other) => Compatibility[At(group)][At(other)];

    private static int At(char group) => Groups.IndexOf(group, StringComparison.Ordinal) is >= 0 and var at
        ? at
        : throw new ArgumentOutOfRangeException(nameof(group), group, $"It is not one of {Groups}.");
}
