namespace Oms.Central.Tests.Histories;

/// <summary>Numbers of one move of a history, out of the history's seed and the move's own number: leaving other moves
/// out changes none of them.</summary>
/// <remarks>SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014).</remarks>
internal sealed class Dice(int seed, int move)
{
    private ulong _state = unchecked(((ulong)(uint)seed << 32) ^ ((ulong)(uint)move * 0x9E3779B97F4A7C15));

    /// <summary>From 0, below <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>From one number to another, both included.</summary>
    public int From(int least, int most) => least + Below(most - least + 1);

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => Below(times) == 0;

    public T Of<T>(params IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    private ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }
}
