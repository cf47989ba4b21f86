namespace Oms.Actors.Runtime;

/// <summary>Operations that wait to be used again: some with each thread, the rest in chains that all share.</summary>
internal static class OperationPool<T>
    where T : Message
{
    private const int ChainLength = 64;
    private const int ChainsMax = 256;

    private static readonly Lock Gate = new();
    private static readonly Stack<T> Chains = new();

    [ThreadStatic]
    private static Cache? _cache;

    public static T? Rent()
    {
        var cache = _cache ??= new Cache();
        if (cache.Head is null && !Refill(cache))
        {
            return null;
        }

        var rented = cache.Head!;
        cache.Head = (T?)rented.Next;
        cache.Count--;
        rented.Next = null;
        return rented;
    }

    public static void Return(T operation)
    {
        var cache = _cache ??= new Cache();
        if (cache.Count == ChainLength)
        {
            Share(cache);
        }

        operation.Next = cache.Head;
        cache.Head = operation;
        cache.Count++;
    }

    private static bool Refill(Cache cache)
    {
        lock (Gate)
        {
            if (!Chains.TryPop(out var chain))
            {
                return false;
            }

            (cache.Head, cache.Count) = (chain, ChainLength);
            return true;
        }
    }

    private static void Share(Cache cache)
    {
        lock (Gate)
        {
            if (Chains.Count < ChainsMax)
            {
                Chains.Push(cache.Head!);
            }
        }

        (cache.Head, cache.Count) = (null, 0);
    }

    private sealed class Cache
    {
        public T? Head { get; set; }

        public int Count { get; set; }
    }
}
