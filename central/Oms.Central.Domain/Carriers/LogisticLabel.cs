using System.Globalization;
using System.Text;
using Oms.Central.Orders;
using Oms.Gs1;

namespace Oms.Central.Carriers;

/// <summary>What is printed on a label.</summary>
/// <param name="From">Who sends it: a name, and the lines of an address.</param>
/// <param name="To">Who gets it, likewise.</param>
/// <param name="Reference">What people call it, such as the order's number.</param>
public sealed record LabelText(
    Sscc Sscc,
    string Carrier,
    string Service,
    IReadOnlyList<string> From,
    IReadOnlyList<string> To,
    string Reference,
    long Grams,
    string ShipOn);

/// <summary>Draws a GS1 logistic label in ZPL II, 4 by 6 inches at 203 dots an inch.</summary>
/// <remarks>
/// GS1 General Specifications, section 6.6.4: free text above, data titles in the middle, and in the lowest portion the
/// GS1-128 symbol of AI (00), the SSCC (section 3.3.1), in picket fence orientation, with its human readable
/// interpretation. Bars are at least 31.75 mm high and a module is at least 0.495 mm wide (section 5.12.3, symbol
/// specification table 5): 8 dots are a millimetre, so a module has 4 and the bars 256. In <c>^BC</c> the data begins
/// with <c>&gt;;</c>, start code C, and <c>&gt;8</c>, FNC1 (Zebra Programming Guide, ^BC); text is UTF-8
/// (<c>^CI28</c>), and what ZPL would take for a command is written in hexadecimal (<c>^FH</c>).
/// </remarks>
public static class LogisticLabel
{
    private const int Margin = 40;
    private const int Width = 812;
    private const int Height = 1_218;
    private const int ModuleDots = 4;
    private const int BarDots = 256;
    private const int TextMax = 48;
    private const int LinesMax = 8;

    /// <summary>The label as a printer takes it.</summary>
    public static string Zpl(LabelText label)
    {
        var zpl = new StringBuilder();
        void Line(string text) => zpl.Append(text).Append('\n');
        void Text(int x, int y, int height, string text) => Line(string.Create(
            CultureInfo.InvariantCulture, $"^FO{x},{y}^A0N,{height},{height}^FH_^FD{Escaped(text)}^FS"));
        void Rule(int y) => Line(string.Create(
            CultureInfo.InvariantCulture, $"^FO{Margin},{y}^GB{Width - (2 * Margin)},3,3^FS"));

        Line("^XA");
        Line(string.Create(CultureInfo.InvariantCulture, $"^CI28^PW{Width}^LL{Height}^LH0,0"));
        Text(Margin, 40, 24, "FROM");
        Block(label.From, 70, 24, 28);
        Rule(300);
        Text(Margin, 320, 24, "TO");
        Block(label.To, 350, 36, 42);
        Rule(700);
        Text(Margin, 715, 36, $"{label.Carrier} / {label.Service}");
        Text(Margin, 760, 28, $"REF {label.Reference}");
        Text(Margin, 795, 28, string.Create(
            CultureInfo.InvariantCulture, $"WEIGHT {label.Grams / 1000}.{label.Grams % 1000:000} kg"));
        Text(Width / 2, 795, 28, $"SHIP {label.ShipOn}");
        Text(Margin, 835, 28, $"SSCC {label.Sscc.Digits}");
        Rule(872);
        Line(string.Create(
            CultureInfo.InvariantCulture,
            $"^BY{ModuleDots}^FO{2 * Margin},890^BCN,{BarDots},N,N,N^FD>;>800{label.Sscc.Digits}^FS"));
        Text(2 * Margin, 890 + BarDots + 15, 36, $"(00) {label.Sscc.Digits}");
        Line("^XZ");
        return zpl.ToString();

        void Block(IReadOnlyList<string> lines, int y, int height, int step)
        {
            foreach (var (i, text) in lines.Take(LinesMax).Index())
            {
                Text(Margin, y + (i * step), height, text);
            }
        }
    }

    /// <summary>The lines by which somebody is found.</summary>
    public static IReadOnlyList<string> Lines(string name, PostalAddress? address) =>
        address is null
            ? [name]
            : [name, .. address.Lines, $"{address.PostalCode} {address.City}", address.Country];

    private static string Escaped(string text)
    {
        var shown = text.Length > TextMax ? text[..TextMax] : text;
        var safe = new StringBuilder();
        foreach (var c in char.IsHighSurrogate(shown.LastOrDefault()) ? shown[..^1] : shown)
        {
            _ = c switch
            {
                '^' or '~' or '_' or '\\' => safe.Append(CultureInfo.InvariantCulture, $"_{(int)c:X2}"),
                _ when char.IsControl(c) => safe.Append(' '),
                _ => safe.Append(c),
            };
        }

        return safe.ToString();
    }
}
