using System.Text;

namespace Oms.Eld.Tests.Support;

/// <summary>A small file that keeps all rules, and the same file with changes.</summary>
internal static class SampleFile
{
    /// <summary>Its lines without check values; events have one of their own.</summary>
    public static readonly string[] Lines =
    [
        "ELD File Header Segment:",
        "Okafor,Ada,ada.okafor,TX,TX48210033",
        ",,",
        "204,1M8GDM9AXKP042788,TR1 TR2",
        "2211334,NORTH RIVER FREIGHT,8,000000,06",
        "BOL-77120,0",
        "030226,171500,32.78,-96.80,210450,9120.5",
        "QA0C,GAM112,c2lnbmF0dXJlLW9mLXRoZS1lbGQ=,",
        "User List:",
        "1,D,Okafor,Ada",
        "2,D,Driver,Unidentified",
        "CMV List:",
        "1,204,1M8GDM9AXKP042788",
        "ELD Event List:",
        "1A,1,1,1,1,030226,170000,90,3.0,32.78,-96.80,0,1,1,0,0,{0}",
        "19,1,2,1,4,030226,163000,90,3.0,32.78,-96.80,0,1,1,0,0,{0}",
        "18,1,1,2,1,030226,150000,60,2.0,X,X,2,1,1,0,0,{0}",
        "17,1,1,1,3,030226,140000,10,1.0,32.10,-96.40,0,1,1,0,0,{0}",
        "15,1,1,1,4,030226,130500,0,0.1,32.10,-96.40,0,1,1,0,0,{0}",
        "11,1,1,3,1,030126,200000,,,32.1,-96.4,0,1,1,0,0,{0}",
        "10,1,1,1,1,030126,195500,0,0.0,32.10,-96.40,0,1,1,0,0,{0}",
        "ELD Event Annotations or Comments:",
        "19,ada.okafor,Post-trip,030226,163000,",
        "Driver's Certification/Recertification Actions:",
        "14,1,030226,130200,030126,1",
        "Malfunctions and Data Diagnostic Events:",
        "1D,4,3,030226,171000,210450,9120.5,1",
        "1B,3,3,030226,170500,210450,9120.5,1",
        "ELD Login/Logout Report:",
        "1E,2,ada.okafor,030226,171200,210450,9120.5",
        "13,1,ada.okafor,030226,130100,210360,9117.5",
        "CMV Engine Power-Up and Shut Down Activity:",
        "1C,3,030226,170800,210450,9120.5,32.78,-96.80,204,1M8GDM9AXKP042788,TR1 TR2,BOL-77120",
        "12,1,030226,130000,210360,9117.5,32.10,-96.40,204,1M8GDM9AXKP042788,TR1 TR2,BOL-77120",
        "Unidentified Driver Profile Records:",
        "16,1,1,1,3,030226,131000,2,0.2,32.10,-96.40,0,1,0,{0}",
        "End of File:",
    ];

    /// <summary>The file's bytes.</summary>
    public static byte[] Bytes => Encode(Lines);

    /// <summary>The file.</summary>
    public static EldFile File => EldReader.Read(Bytes).File;

    /// <summary>The file with a text changed on one line, and all check values computed after that.</summary>
    /// <param name="line">The line's number, from 1.</param>
    public static byte[] With(int line, string old, string replacement)
    {
        Assert.Contains(old, Lines[line - 1], StringComparison.Ordinal);
        var lines = Lines.ToArray();
        lines[line - 1] = lines[line - 1].Replace(old, replacement, StringComparison.Ordinal);
        return Encode(lines);
    }

    /// <summary>The bytes of lines, with all check values that they need.</summary>
    public static byte[] Encode(IEnumerable<string> lines)
    {
        var (output, sum) = (new StringBuilder(), 0);
        foreach (var template in lines)
        {
            var line = template.Replace("{0}", EventCheck(template), StringComparison.Ordinal);
            if (line.EndsWith(':'))
            {
                _ = output.Append(line).Append('\r');
                continue;
            }

            var check = EldCheckValues.Line(Encoding.Latin1.GetBytes(line));
            sum += check;
            _ = output.Append(line).Append(',').Append(check.ToString("X2", null)).Append('\r');
        }

        _ = output.Append(EldCheckValues.File(sum).ToString("X4", null)).Append('\r');
        return Encoding.Latin1.GetBytes(output.ToString());
    }

    private static string EventCheck(string template)
    {
        var fields = template.Split(',');
        var username = fields.Length > 15 ? "ada.okafor" : EldFile.UnidentifiedUsername;
        return fields[^1] == "{0}"
            ? EldCheckValues.Event([.. fields[3..11], "204", username]).ToString("X2", null)
            : "";
    }
}
