using System.Reflection;

namespace Oms.Actors.Postgres.Zombie;

/// <summary>Stands before an object and does some of its calls in its own way.</summary>
internal class Stubborn<T> : DispatchProxy
    where T : class
{
    private T _inner = null!;
    private IReadOnlyDictionary<string, Func<Func<object?>, object?>> _own = null!;

    /// <param name="own">By the name of a call: what is done instead, given the call itself.</param>
    public static T Before(T inner, IReadOnlyDictionary<string, Func<Func<object?>, object?>> own)
    {
        var made = Create<T, Stubborn<T>>();
        ((made as Stubborn<T>)!._inner, (made as Stubborn<T>)!._own) = (inner, own);
        return made;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        object? Call() => targetMethod.Invoke(_inner, args);
        return _own.TryGetValue(targetMethod.Name, out var otherwise) ? otherwise(Call) : Call();
    }
}
