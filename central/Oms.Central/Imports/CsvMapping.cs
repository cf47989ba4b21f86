using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Finance;

namespace Oms.Central.Imports;

/// <summary>Turns a row of a CSV file into the JSON that the API takes for the same thing.</summary>
/// <remarks>
/// A column's name is the path of a member, such as <c>terms/gtins/0/gtin</c>: its JSON Pointer without the first sign.
/// An empty cell is a member that is not given, or null where it must be given and may be null; a list of texts may
/// stand in one cell, with semicolons between.
/// </remarks>
internal sealed class CsvMapping
{
    private const int ColumnsMax = 200;
    private const int ItemsMax = 100;

    // What an amount consists of, which is written in a form of its own.
    private const string Minor = "minor";
    private const string Code = "currency";

    private readonly IReadOnlyList<Column> _columns;
    private readonly JsonTypeInfo _row;

    private CsvMapping(IReadOnlyList<Column> columns, JsonTypeInfo row) => (_columns, _row) = (columns, row);

    /// <summary>Reads the header.</summary>
    /// <param name="row">The form of a row.</param>
    /// <returns>The mapping, or what is wrong with the header.</returns>
    public static (CsvMapping? Mapping, string? Fault) Of(IReadOnlyList<string> header, JsonTypeInfo row)
    {
        if (header.Count > ColumnsMax)
        {
            return (null, $"There are more than {ColumnsMax} columns.");
        }

        var columns = new List<Column>();
        foreach (var name in header.Select(name => name.Trim()))
        {
            if (columns.Any(column => column.Name == name))
            {
                return (null, $"The column {name} is there twice.");
            }

            if (Find(row, name.Split('/')) is not var (kind, forms))
            {
                return (null, $"The column {name} is no member of a row, such as "
                    + $"{row.Properties.FirstOrDefault()?.Name ?? "id"}.");
            }

            columns.Add(new Column(name, name.Split('/'), kind, forms));
        }

        return (new CsvMapping(columns, row), null);
    }

    /// <summary>Writes a row as JSON.</summary>
    /// <returns>The JSON, or what is wrong with the row.</returns>
    public (byte[]? Json, string? Fault) Write(IReadOnlyList<string> fields)
    {
        if (fields.Count != _columns.Count)
        {
            return (null, $"It has {fields.Count} fields; the header has {_columns.Count}.");
        }

        var root = new Node(_row);
        foreach (var (column, text) in _columns.Zip(fields).Where(pair => pair.Second.Length > 0))
        {
            var node = root;
            foreach (var (part, form) in column.Path.Zip(column.Forms))
            {
                node = node.Child(part, form);
            }

            (node.Text, node.Kind) = (text, column.Kind);
        }

        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            root.Write(writer);
        }

        return (json.ToArray(), null);
    }

    /// <returns>What a cell of the column holds, and the form of what each part of its path leads to.</returns>
    private static (CellKind Kind, IReadOnlyList<JsonTypeInfo?> Forms)? Find(JsonTypeInfo row, string[] path)
    {
        var type = row.Type;
        var forms = new List<JsonTypeInfo?>();
        foreach (var part in path)
        {
            if (CentralJson.Default.GetTypeInfo(type) is not { } form)
            {
                return null;
            }

            if (form.Kind == JsonTypeInfoKind.Enumerable && form.ElementType is { } item
                && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < ItemsMax)
            {
                type = item;
            }
            else if (type == typeof(Money) && part is Minor or Code)
            {
                type = part == Minor ? typeof(long) : typeof(string);
            }
            else if (form.Kind == JsonTypeInfoKind.Object
                && form.Properties.FirstOrDefault(property => property.Name == part) is { } member)
            {
                type = member.PropertyType;
            }
            else
            {
                return null;
            }

            forms.Add(CentralJson.Default.GetTypeInfo(type));
        }

        var plain = Nullable.GetUnderlyingType(type) ?? type;
        CellKind? kind = plain == typeof(int) || plain == typeof(long) ? CellKind.Number
            : plain == typeof(bool) ? CellKind.Truth
            : plain == typeof(IReadOnlyList<string>) ? CellKind.Texts
            : CentralJson.Default.GetTypeInfo(plain)?.Kind == JsonTypeInfoKind.None ? CellKind.Text
            : null;
        return kind is { } known ? (known, forms) : null;
    }

    private enum CellKind
    {
        Text,
        Number,
        Truth,
        Texts,
    }

    private sealed record Column(string Name, string[] Path, CellKind Kind, IReadOnlyList<JsonTypeInfo?> Forms);

    /// <param name="form">The form of what it is; null where that is not known.</param>
    private sealed class Node(JsonTypeInfo? form)
    {
        private readonly Dictionary<string, Node> _children = new(StringComparer.Ordinal);

        public string? Text { get; set; }

        public CellKind Kind { get; set; }

        public Node Child(string name, JsonTypeInfo? of) => _children.TryGetValue(name, out var child)
            ? child
            : _children[name] = new Node(of);

        public void Write(Utf8JsonWriter writer)
        {
            if (Text is { } text)
            {
                WriteCell(writer, text);
            }
            else if (_children.Count > 0 && _children.Keys.All(name => name.All(char.IsAsciiDigit)))
            {
                writer.WriteStartArray();
                foreach (var item in _children.OrderBy(pair => int.Parse(pair.Key, CultureInfo.InvariantCulture)))
                {
                    item.Value.Write(writer);
                }

                writer.WriteEndArray();
            }
            else
            {
                writer.WriteStartObject();
                foreach (var (name, child) in _children)
                {
                    writer.WritePropertyName(name);
                    child.Write(writer);
                }

                foreach (var name in (form?.Properties ?? []).Where(IsDue).Select(property => property.Name))
                {
                    writer.WriteNull(name);
                }

                foreach (var name in (form?.Properties ?? []).Where(IsList).Select(property => property.Name))
                {
                    writer.WriteStartArray(name);
                    writer.WriteEndArray();
                }

                writer.WriteEndObject();
            }
        }

        /// <summary>Whether a member must be given, may be null, and is not given.</summary>
        private bool IsDue(JsonPropertyInfo property) =>
            property.AssociatedParameter is { HasDefaultValue: false, IsNullable: true }
            && !_children.ContainsKey(property.Name);

        /// <summary>Whether a member is a list that must be given, and no column fills it: there is nothing in
        /// it.</summary>
        private bool IsList(JsonPropertyInfo property) =>
            property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false }
            && CentralJson.Default.GetTypeInfo(property.PropertyType)?.Kind == JsonTypeInfoKind.Enumerable
            && !_children.ContainsKey(property.Name);

        /// <summary>What is no number and no truth stays a text, and is refused as one, by its member.</summary>
        private void WriteCell(Utf8JsonWriter writer, string text)
        {
            if (Kind == CellKind.Number
                && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                writer.WriteNumberValue(number);
            }
            else if (Kind == CellKind.Truth && text is "true" or "false")
            {
                writer.WriteBooleanValue(text == "true");
            }
            else if (Kind == CellKind.Texts)
            {
                writer.WriteStartArray();
                const StringSplitOptions Plain = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
                foreach (var item in text.Split(';', Plain))
                {
                    writer.WriteStringValue(item);
                }

                writer.WriteEndArray();
            }
            else
            {
                writer.WriteStringValue(text);
            }
        }
    }
}
