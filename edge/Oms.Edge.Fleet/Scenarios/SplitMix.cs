using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Oms.Edge.Fleet.Scenarios;

/// <summary>A small seeded generator: the same seed gives the same numbers on every version of the runtime.</summary>
/// <remarks>
/// SplitMix64 (G. Steele, D. Lea, C. Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014). The
/// framework's own generator may change its sequence between versions, and a seed in a bug report must not.
/// </remarks>
public sealed class SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator of its own for one purpose, so that a new purpose does not move the others.</summary>
    public static SplitMix For(long seed, string purpose)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{purpose}"), hash);
        return new SplitMix(BinaryPrimitives.ReadUInt64BigEndian(hash));
    }

    public ulong Next()
    {
        unchecked
        {
            var z = _state += 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number from <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
    public int Between(int min, int max)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(min, max);
        return checked(min + (int)(Next() % (ulong)((long)max - min + 1)));
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[Between(0, from.Count - 1)];

    /// <summary>The same things in another order.</summary>
    public IReadOnlyList<T> Shuffle<T>(IEnumerable<T> things)
    {
        var shuffled = things.ToArray();
        for (var last = shuffled.Length - 1; last > 0; last--)
        {
            var other = Between(0, last);
            (shuffled[last], shuffled[other]) = (shuffled[other], shuffled[last]);
        }

        return shuffled;
    }
}
