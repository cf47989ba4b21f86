using System.Runtime.CompilerServices;

namespace Oms.Eld.Reading;

/// <summary>One line cut at its commas.</summary>
internal ref struct LineFields
{
    /// <summary>More than any line may have; what is beyond is counted only.</summary>
    public const int EndsMax = 32;

    private readonly ReadOnlySpan<byte> _line;
    private Ends _ends;

    /// <summary>Cuts a line.</summary>
    public LineFields(ReadOnlySpan<byte> line)
    {
        _line = line;
        Span<int> ends = _ends;
        var (sum, count) = (0L, 0);
        for (var i = 0; i < line.Length; i++)
        {
            var octet = line[i];
            if (octet == ',')
            {
                if (count < EndsMax)
                {
                    ends[count] = i;
                }

                count++;
                Sum = (int)(sum & 0xFF);
            }

            sum += EldCheckValues.Character(octet);
        }

        if (count < EndsMax)
        {
            ends[count] = line.Length;
        }

        Count = count + 1;
    }

    /// <summary>How many fields there are.</summary>
    public int Count { get; }

    /// <summary>What all but the last field add to the line's check value, modulo 256.</summary>
    public int Sum { get; }

    /// <summary>The last field, which holds the line's check value.</summary>
    public readonly ReadOnlySpan<byte> Last => _line[(_line.LastIndexOf((byte)',') + 1)..];

    public readonly ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : _ends[index - 1] + 1;
            return _line[start.._ends[index]];
        }
    }

    /// <summary>A short field; blank where the text is too long to be one.</summary>
    public readonly EldField Short(int index)
    {
        var text = this[index];
        return text.Length <= EldField.LengthMax ? EldField.Of(text) : EldField.Blank;
    }

    [InlineArray(EndsMax)]
    private struct Ends
    {
        private int _first;
    }
}
