using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Finance;

namespace Oms.Central.Tests.Wire;

/// <summary>Any value of a type, made of any members that its constructor takes.</summary>
internal static class AnyValue
{
    private const int ListMax = 3;

    private static readonly NullabilityInfoContext Nullability = new();
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);

    private static string[] Documents =>
        ["{}", "[]", "0", "true", "\"\\u0000Ä\"", "[1.50,-0,1e400,9007199254740993]", "{\"b\":null,\"a\":{}}"];

    private static Gen<object?> Longs =>
        Gen.OneOf(Gen.Choose(-10, 1_000_000).Select(n => (long)n), Gen.Elements(long.MinValue, long.MaxValue))
            .Select(n => (object?)n);

    private static readonly Dictionary<Type, Gen<object?>> Plain = new()
    {
        [typeof(string)] = Gen.Elements<object?>("", "a", "L1", "Ä\"\\\n\0<&>+/'", "\U0001F69A", "null", "2026-11-21"),
        [typeof(int)] = Gen.Choose(-1_000_000, 1_000_000).Select(n => (object?)n),
        [typeof(long)] = Longs,
        [typeof(bool)] = Gen.Elements<object?>(true, false),
        [typeof(Instant)] = Gen.OneOf(
            Gen.Elements<object?>(Instant.MinValue, Instant.MaxValue, NodaConstants.UnixEpoch),
            Gen.Choose(int.MinValue, int.MaxValue).Select(n => (object?)(Noon + Duration.FromNanoseconds(n)))),
        [typeof(Duration)] = Gen.OneOf(
            Gen.Elements<object?>(Duration.Zero, Duration.MinValue, Duration.MaxValue),
            Gen.Choose(int.MinValue, int.MaxValue).Select(n => (object?)Duration.FromNanoseconds(n * 10_001L))),
        [typeof(LocalDate)] = Gen.Choose(-100_000, 100_000).Select(n => (object?)new LocalDate(2026, 1, 1).PlusDays(n)),
        [typeof(Money)] = Longs.Select(minor => (object?)Money.Of((long)minor!, "KWD")),
        [typeof(ReadOnlyMemory<byte>)] = Gen.Choose(0, 255).Select(n => (byte)n).ArrayOf(9)
            .Select(bytes => (object?)new ReadOnlyMemory<byte>(bytes)),
        [typeof(JsonElement)] = Gen.Elements(Documents).Select(text => (object?)JsonElement.Parse(text)),
    };

    public static Gen<object?> Of(Type type)
    {
        if (Plain.TryGetValue(type, out var plain))
        {
            return plain;
        }

        if (type.IsEnum)
        {
            return Gen.Elements(Enum.GetValues(type).Cast<object?>().ToArray());
        }

        if (type.IsAbstract && type.GetCustomAttributes<JsonDerivedTypeAttribute>().ToList() is [_, ..] cases)
        {
            return Gen.OneOf(cases.Select(each => Of(each.DerivedType)));
        }

        return type.IsGenericType
            ? OfGeneric(type.GetGenericTypeDefinition(), type.GetGenericArguments())
            : OfRecord(type.GetConstructors().Single());
    }

    private static Gen<object?> OfGeneric(Type generic, Type[] arguments) =>
        generic == typeof(Nullable<>)
            ? OrNull(Of(arguments[0]))
            : generic == typeof(IReadOnlyList<>)
                ? ListOf(nameof(ToArray), arguments)
                : generic == typeof(ImmutableList<>)
                    ? ListOf(nameof(ToImmutableList), arguments)
                : generic == typeof(ImmutableSortedSet<>)
                    ? ListOf(nameof(ToSortedSet), arguments)
                    : generic == typeof(ImmutableSortedDictionary<,>)
                        ? ListOf(nameof(ToDictionary), arguments)
                        : throw new NotSupportedException($"How to make a {generic} is not known here.");

    private static Gen<object?> OfRecord(ConstructorInfo constructor) =>
        All(constructor.GetParameters().Select(parameter =>
            Nullability.Create(parameter) is { Type.IsValueType: false, ReadState: NullabilityState.Nullable }
                ? OrNull(Of(parameter.ParameterType))
                : Of(parameter.ParameterType))).Select(members => (object?)constructor.Invoke([.. members]));

    private static Gen<object?> OrNull(Gen<object?> some) => Gen.OneOf(Gen.Constant<object?>(null), some);

    /// <summary>Up to three items, or pairs where there are two types.</summary>
    private static Gen<object?> ListOf(string make, Type[] arguments)
    {
        var method = typeof(AnyValue).GetMethod(make, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(arguments);
        return from count in Gen.Choose(0, ListMax)
               from items in All(Enumerable.Repeat(All(arguments.Select(Of)), count))
               select method.Invoke(null, [items]);
    }

    private static Gen<ImmutableList<T>> All<T>(IEnumerable<Gen<T>> each) =>
        each.Aggregate(
            Gen.Constant(ImmutableList<T>.Empty),
            (all, next) => from some in all from one in next select some.Add(one));

    private static T[] ToArray<T>(ImmutableList<ImmutableList<object?>> items) =>
        [.. items.Select(item => (T)item[0]!)];

    private static ImmutableList<T> ToImmutableList<T>(ImmutableList<ImmutableList<object?>> items) =>
        [.. ToArray<T>(items)];

    private static ImmutableSortedSet<T> ToSortedSet<T>(ImmutableList<ImmutableList<object?>> items) =>
        [.. ToArray<T>(items)];

    private static ImmutableSortedDictionary<TKey, TValue> ToDictionary<TKey, TValue>(
        ImmutableList<ImmutableList<object?>> items)
        where TKey : notnull =>
        ImmutableSortedDictionary<TKey, TValue>.Empty.SetItems(
            items.Select(item => KeyValuePair.Create((TKey)item[0]!, (TValue)item[1]!)));
}
