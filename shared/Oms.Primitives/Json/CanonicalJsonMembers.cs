using System.Buffers;

namespace Oms.Json;

/// <summary>The members of the objects that are open, innermost last, and their sorting.</summary>
internal sealed class CanonicalJsonMembers : IDisposable
{
    private Member[] _members = [];

    public int Count { get; private set; }

    /// <summary>Adds a member and tells whether it follows the one before it in canonical order.</summary>
    /// <param name="first">The index of the object's first member.</param>
    /// <param name="written">The output so far.</param>
    /// <param name="member">The new member.</param>
    public bool Add(int first, ReadOnlySpan<byte> written, Member member)
    {
        if (Count == _members.Length)
        {
            var larger = ArrayPool<Member>.Shared.Rent(Math.Max(32, Count * 2));
            _members.AsSpan(0, Count).CopyTo(larger);
            Return();
            _members = larger;
        }

        _members[Count++] = member;
        return Count - first < 2 || CanonicalText.Compare(_members[Count - 2].Name(written), member.Name(written)) < 0;
    }

    /// <summary>Puts the members of the innermost object, and their output, into canonical order.</summary>
    /// <returns>A member whose name another has too, the later one of the two; null when there is none.</returns>
    public Member? Sort(int first, Span<byte> written)
    {
        var members = _members.AsSpan(first, Count - first);
        var from = members[0].Start;
        var scratch = ArrayPool<byte>.Shared.Rent(written.Length - from);
        try
        {
            // The comparer reads names at their old places while the copy moves: so sort first, then copy.
            var copy = scratch.AsSpan(0, written.Length - from);
            written[from..].CopyTo(copy);
            members.Sort(new ByName(scratch, from));
            var at = from;
            for (var i = 0; i < members.Length; i++)
            {
                var member = members[i];
                var name = copy.Slice(member.Start - from + 1, member.NameLength);
                if (i > 0)
                {
                    var previous = members[i - 1];
                    if (copy.Slice(previous.Start - from + 1, previous.NameLength).SequenceEqual(name))
                    {
                        return previous.InputOffset > member.InputOffset ? previous : member;
                    }

                    written[at++] = (byte)',';
                }

                copy[(member.Start - from)..(member.End - from)].CopyTo(written[at..]);
                at += member.End - member.Start;
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    public void Truncate(int first) => Count = first;

    public void Dispose()
    {
        Return();
        (_members, Count) = ([], 0);
    }

    private void Return()
    {
        if (_members.Length > 0)
        {
            ArrayPool<Member>.Shared.Return(_members);
        }
    }

    /// <param name="Start">Where the member starts in the output, at its name's quotation mark.</param>
    /// <param name="NameLength">The bytes of the name in canonical form, without quotation marks.</param>
    /// <param name="End">The end of its value in the output, exclusive.</param>
    /// <param name="InputOffset">Where the name starts in the input.</param>
    public readonly record struct Member(int Start, int NameLength, int End, int InputOffset)
    {
        public ReadOnlySpan<byte> Name(ReadOnlySpan<byte> written) => written.Slice(Start + 1, NameLength);
    }

    private readonly struct ByName(byte[] bytes, int from) : IComparer<Member>
    {
        public int Compare(Member x, Member y) => CanonicalText.Compare(
            bytes.AsSpan(x.Start - from + 1, x.NameLength), bytes.AsSpan(y.Start - from + 1, y.NameLength));
    }
}
