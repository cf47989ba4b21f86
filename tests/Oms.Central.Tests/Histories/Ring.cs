namespace Oms.Central.Tests.Histories;

/// <summary>The latest of many, to choose from; the oldest goes when there are too many.</summary>
internal sealed class Ring<T>(int capacity)
{
    private readonly List<T> _items = [];
    private int _next;

    public int Count => _items.Count;

    /// <summary>The oldest first.</summary>
    public IEnumerable<T> InOrder => _items.Skip(_next).Concat(_items.Take(_next));

    public T Any(Dice dice) => _items[dice.Below(_items.Count)];

    /// <returns>What had to go; default where there was room.</returns>
    public T? Add(T item)
    {
        if (_items.Count < capacity)
        {
            _items.Add(item);
            return default;
        }

        var oldest = _items[_next];
        _items[_next] = item;
        _next = (_next + 1) % capacity;
        return oldest;
    }
}
