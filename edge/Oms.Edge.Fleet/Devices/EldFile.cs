using System.Globalization;
using System.Text;
using NodaTime;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Devices;

/// <summary>The output file that a driver's ELD gives out at the end of a route.</summary>
/// <remarks>49 CFR 395 subpart B appendix A, 4.8.2.1: comma-delimited lines, each with its check value.</remarks>
public static class EldFile
{
    private const double MetresPerMile = 1609.344;
    private const int FirstSequence = 0x100;
    private const double EngineHoursAtStart = 8_000;

    /// <summary>The file's bytes; the same for the same route and start.</summary>
    public static byte[] Of(RoutePlan route, Instant start)
    {
        var file = new EldFileWriter();
        var number = route.Driver.AsSpan(route.Driver.IndexOf('-', StringComparison.Ordinal) + 1).ToString();
        var user = $"driver{number}";
        var vin = Vin(int.Parse(number, CultureInfo.InvariantCulture));
        var (day, end) = (start + route.Departure, start + route.Arrival);
        var miles = Miles(route.OdometerMetres);

        file.Title("ELD File Header Segment:");
        file.Line("Driver", $"No {number}", user, "OH", $"RX{number}4417");
        file.Line("", "", "");
        file.Line(route.Vehicle, vin, "");
        file.Line("1000003", "DEMO CARRIER", "8", "000000", "05");
        file.Line(route.Id, "0");
        file.Line(Date(end), Time(end), "39.75", "-84.19", Text(miles + Miles(Distance(route))), Hours(route, end - day));
        file.Line("DEMO", "FLEET1", "NotARealSignatureOnlyADemonstration", "");
        file.Title("User List:");
        file.Line("1", "D", "Driver", $"No {number}");
        file.Line("2", "D", "Driver", "Unidentified");
        file.Title("CMV List:");
        file.Line("1", route.Vehicle, vin);

        file.Title("ELD Event List:");
        foreach (var status in Statuses(route).Reverse())
        {
            var at = start + status.At;
            string[] covered =
            [
                "1", Text(status.Code), Date(at), Time(at), Text(Miles(status.Metres)),
                Text((at - day).TotalHours), "39.75", "-84.19",
            ];
            var check = EldCheck.OfEvent([.. covered, route.Vehicle, user]);
            file.Line([Hex(status.Sequence), "1", "1", .. covered, "0", "1", "1", "0", "0", $"{check:X2}"]);
        }

        file.Title("ELD Event Annotations or Comments:");
        file.Title("Driver's Certification/Recertification Actions:");
        file.Title("Malfunctions and Data Diagnostic Events:");
        file.Title("ELD Login/Logout Report:");
        file.Line(Hex(FirstSequence), "1", user, Date(day), Time(day), Text(miles), Hours(route, Duration.Zero));
        file.Title("CMV Engine Power-Up and Shut Down Activity:");
        file.Line(
            Hex(FirstSequence + 1), "1", Date(day), Time(day), Text(miles), Hours(route, Duration.Zero), "39.75", "-84.19",
            route.Vehicle, vin, "", route.Id);
        file.Title("Unidentified Driver Profile Records:");
        return file.End();
    }

    /// <summary>The file's name (4.8.2.2).</summary>
    public static string NameOf(RoutePlan route, Instant start)
    {
        var number = route.Driver[(route.Driver.IndexOf('-', StringComparison.Ordinal) + 1)..];
        var license = $"{number}4417";
        var sum = license.Sum(digit => digit - '0') % 100;

        // The last nine characters are the provider's: here they tell drivers apart whose names and licences do not.
        return $"Drive{license[^2..]}{sum:00}{Date(start + route.Arrival)}-{number.PadLeft(9, '0')}.csv";
    }

    /// <summary>The driver's duty statuses: driving between stops, on duty at them (table 6, event type 1).</summary>
    internal static IEnumerable<(int Sequence, int Code, Duration At, long Metres)> Statuses(RoutePlan route)
    {
        const int Driving = 3;
        const int OnDuty = 4;
        var sequence = FirstSequence + 2;
        yield return (sequence++, Driving, route.Departure, 0);
        foreach (var stop in route.Stops)
        {
            yield return (sequence++, OnDuty, stop.At, stop.DistanceMetres);
            yield return (sequence++, Driving, stop.At + Duration.FromMinutes(3), stop.DistanceMetres);
        }

        yield return (sequence, OnDuty, route.Arrival, Distance(route));
    }

    /// <summary>The whole way, metres.</summary>
    internal static long Distance(RoutePlan route) => route.Stops[^1].DistanceMetres * 2;

    // Check digit: 49 CFR 565.15(c), tables III to V.
    private static string Vin(int number)
    {
        const string Letters = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
        int[] weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        var vin = $"1FUJGHDV0CL{number:000000}";
        var sum = vin.Select((character, place) => Letters.IndexOf(character, StringComparison.Ordinal) % 10 * weights[place])
            .Sum() % 11;
        return $"{vin[..8]}{(sum == 10 ? "X" : Text(sum))}{vin[9..]}";
    }

    private static long Miles(long metres) => (long)(metres / MetresPerMile);

    private static string Hours(RoutePlan route, Duration since) =>
        Text(EngineHoursAtStart + (route.OdometerMetres % 1_000) + since.TotalHours);

    private static string Hex(int value) => value.ToString("X", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Date(Instant at) => at.ToString("MMddyy", CultureInfo.InvariantCulture);

    private static string Time(Instant at) => at.ToString("HHmmss", CultureInfo.InvariantCulture);

    private sealed class EldFileWriter
    {
        private readonly StringBuilder _text = new();
        private int _sum;

        public void Title(string title) => _text.Append(title).Append('\r');

        public void Line(params IEnumerable<string> fields)
        {
            var line = string.Join(',', fields);
            var check = EldCheck.OfLine(line);
            _sum += check;
            _text.Append(line).Append(CultureInfo.InvariantCulture, $",{check:X2}\r");
        }

        public byte[] End()
        {
            _text.Append(CultureInfo.InvariantCulture, $"End of File:\r{EldCheck.OfFile(_sum):X4}\r");
            return Encoding.ASCII.GetBytes(_text.ToString());
        }
    }
}
