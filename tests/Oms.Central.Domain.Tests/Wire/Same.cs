using System.Collections;
using System.Reflection;
using System.Text.Json;

namespace Oms.Central.Tests.Wire;

/// <summary>Compares values by what they hold, lists and documents too.</summary>
internal static class Same
{
    public static bool As(object? left, object? right) =>
        (left, right) switch
        {
            (null, _) or (_, null) => left is null && right is null,
            (JsonElement a, JsonElement b) => JsonElement.DeepEquals(a, b),
            (ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b) => a.Span.SequenceEqual(b.Span),
            (string a, string b) => a == b,
            (IEnumerable a, IEnumerable b) => AsLists([.. a.Cast<object?>()], [.. b.Cast<object?>()]),
            _ when left.GetType() != right.GetType() => false,
            _ when Members(left.GetType()) is { Count: > 0 } members =>
                members.All(member => As(member.GetValue(left), member.GetValue(right))),
            _ => left.Equals(right),
        };

    /// <summary>A record's own members; none for a value that compares itself.</summary>
    public static IReadOnlyList<PropertyInfo> Members(Type type) =>
        type.IsValueType && !IsPair(type)
            ? []
            :
            [
                .. type.GetConstructors().SelectMany(constructor => constructor.GetParameters())
                    .Select(parameter => parameter.Name is { } name
                        ? type.GetProperty(name, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance)
                        : null)
                    .OfType<PropertyInfo>(),
            ];

    private static bool AsLists(List<object?> left, List<object?> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => As(pair.First, pair.Second));

    private static bool IsPair(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);
}
