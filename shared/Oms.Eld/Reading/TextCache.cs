using System.Text;

namespace Oms.Eld.Reading;

/// <summary>Makes strings of texts, the same one for texts that come again and again, such as usernames.</summary>
internal sealed class TextCache
{
    private const int Places = 64;

    private readonly string[] _texts = [.. Enumerable.Repeat("", Places)];

    /// <summary>The text; what is not ASCII is taken for UTF-8.</summary>
    public string Get(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return "";
        }

        ref var place = ref _texts[((text.Length & 0xFF) + (text[0] * 7) + (text[^1] * 31)) & (Places - 1)];
        if (!Ascii.Equals(text, place))
        {
            place = Encoding.UTF8.GetString(text);
        }

        return place;
    }
}
