using System.Globalization;
using System.Text;

namespace Oms.Tests.Json;

/// <summary>Random JSON values, written twice: tidily, and with any order, space and escape that JSON allows.</summary>
internal sealed class RandomJson(Random random)
{
    private static readonly string[] Words =
    [
        "", "a", "b", "aa", "\r", "1", "\u0080", "ö", "€", "😀", "\ufb33", "\ue000", "\uffff", "\"", "\\", "/",
        "\u001f",
    ];

    public (string Tidy, string Untidy) Value(int depth)
    {
        switch (random.Next(depth > 4 ? 4 : 6))
        {
            case 0:
                return Both(random.Next(3) switch { 0 => "true", 1 => "false", _ => "null" });
            case 1:
                return Both(random.Next(-1_000_000, 1_000_000).ToString(CultureInfo.InvariantCulture));
            case 2:
                var number = BitConverter.Int32BitsToSingle(random.Next()) is var f && float.IsFinite(f) ? f : 1.5f;
                return Both(((double)number % 1e9 / 7).ToString("R", CultureInfo.InvariantCulture));
            case 3:
                var text = Text();
                return (Quote(text, tidy: true), Quote(text, tidy: false));
            case 4:
                var items = Enumerable.Range(0, random.Next(5)).Select(_ => Value(depth + 1)).ToList();
                return ($"[{string.Join(',', items.Select(i => i.Tidy))}]",
                    $"[{Space()}{string.Join($"{Space()},{Space()}", items.Select(i => i.Untidy))}{Space()}]");
            default:
                var members = Enumerable.Range(0, random.Next(6)).Select(_ => Text()).Distinct(StringComparer.Ordinal)
                    .Select(name => (name, value: Value(depth + 1))).ToList();
                var sorted = members.OrderBy(m => m.name, StringComparer.Ordinal);
                return (
                    $"{{{string.Join(',', sorted.Select(m => $"{Quote(m.name, true)}:{m.value.Tidy}"))}}}",
                    $"{{{Space()}{string.Join($"{Space()},", members.Select(m =>
                        $"{Space()}{Quote(m.name, false)}{Space()}:{Space()}{m.value.Untidy}"))}{Space()}}}");
        }
    }

    private static (string Tidy, string Untidy) Both(string text) => (text, text);

    private string Text() =>
        string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Words[random.Next(Words.Length)]));

    private string Space() => random.Next(3) switch { 0 => "", 1 => " ", _ => "\r\n\t" };

    private string Quote(string text, bool tidy)
    {
        var quoted = new StringBuilder("\"");
        foreach (var unit in text)
        {
            _ = unit switch
            {
                '\r' when tidy => quoted.Append("\\r"),
                '"' when tidy => quoted.Append("\\\""),
                '\\' when tidy => quoted.Append(@"\\"),
                < ' ' when tidy => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
                _ when tidy => quoted.Append(unit),
                '/' when random.Next(2) == 0 => quoted.Append("\\/"),
                < ' ' or '"' or '\\' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}"),
                _ when char.IsSurrogate(unit) || random.Next(2) == 0 =>
                    quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
                _ => quoted.Append(unit),
            };
        }

        return quoted.Append('"').ToString();
    }
}
