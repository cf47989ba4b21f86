using System.Reflection;

namespace Oms.Actors.Postgres.Zombie;

/// <summary>Puts a proxy before an object that does some of its calls in its own way.</summary>
internal static class Stubborn
{
    /// <param name="own">By the name of a call: what is done instead, given the call itself.</param>
    public static T Before<T>(T inner, IReadOnlyDictionary<string, Func<Func<object?>, object?>> own)
        where T : class
    {
        var made = DispatchProxy.Create<T, StubbornProxy>();
        ((made as StubbornProxy)!.Inner, (made as StubbornProxy)!.Own) = (inner, own);
        return made;
    }
}

/// <summary>What the runtime derives the proxy from.</summary>
public class StubbornProxy : DispatchProxy
{
    internal object? Inner { get; set; }

    internal IReadOnlyDictionary<string, Func<Func<object?>, object?>> Own { get; set; } =
        new Dictionary<string, Func<Func<object?>, object?>>();

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        object? Call() => targetMethod.Invoke(Inner, args);
        return Own.TryGetValue(targetMethod.Name, out var otherwise) ? otherwise(Call) : Call();
    }
}
