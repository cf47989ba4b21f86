using System.Globalization;
using System.Text;
using NodaTime.Text;
using Oms.Central.Imports;

namespace Oms.Central.Carriers;

/// <summary>Writes down what a carrier is handed.</summary>
internal static class CloseOutList
{
    /// <summary>RFC 4180, a line a parcel.</summary>
    public static string Csv(CloseOut of)
    {
        var text = new StringBuilder("sscc,tracking,service,grams,order,exception\n");
        foreach (var parcel in of.Included)
        {
            _ = text.Append(string.Join(
                ',', parcel.Sscc, CsvText.Quoted(parcel.Tracking), CsvText.Quoted(parcel.Service),
                parcel.Grams.ToString(CultureInfo.InvariantCulture), CsvText.Quoted(parcel.Order),
                CsvText.Quoted(parcel.Exception ?? string.Empty))).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>For whoever hands over and whoever takes over to sign.</summary>
    public static string Printed(CloseOut of)
    {
        var terms = of.Terms!;
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        Line($"CLOSE-OUT {terms.Number} OF {LocalDatePattern.Iso.Format(terms.Day)}");
        Line($"Carrier   {terms.Carrier}");
        Line($"Location  {terms.Location}");
        Line($"Reference {of.Reference ?? "-"}");
        Line($"");
        Line($"{"SSCC",-18}  {"TRACKING",-24}  {"SERVICE",-16}  {"KG",10}");
        foreach (var parcel in of.Included)
        {
            var kilograms = Kilograms(parcel.Grams);
            var noted = parcel.Exception is { } why ? $"  {why}" : string.Empty;
            Line($"{parcel.Sscc,-18}  {parcel.Tracking,-24}  {parcel.Service,-16}  {kilograms,10}{noted}");
        }

        Line($"");
        Line($"{of.Included.Count()} parcels, {Kilograms(of.Included.Sum(parcel => parcel.Grams))} kg");
        Line($"");
        Line($"Handed over ______________________  Taken over ______________________  At ____________");
        return text.ToString();
    }

    private static string Kilograms(long grams) =>
        string.Create(CultureInfo.InvariantCulture, $"{grams / 1000}.{grams % 1000:000}");
}
