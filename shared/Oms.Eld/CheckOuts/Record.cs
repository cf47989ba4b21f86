using NodaTime;
using NodaTime.Text;

namespace Oms.Eld.CheckOuts;

/// <summary>How findings name records and times.</summary>
internal static class Record
{
    private static readonly LocalDateTimePattern Pattern =
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss");

    public static string Name(EldRow row) => Name(row.Sequence.ToString());

    public static string Name(string sequence) => $"Event Sequence ID {sequence}";

    public static string When(EldRow row) => row.At is { } at ? Pattern.Format(at) : "an unknown time";

    public static string Day(LocalDate date) => LocalDatePattern.Iso.Format(date);
}
