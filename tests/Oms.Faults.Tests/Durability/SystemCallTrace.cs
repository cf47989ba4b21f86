using System.Globalization;
using System.Text.RegularExpressions;

namespace Oms.Faults.Tests.Durability;

/// <summary>Reads what <c>strace -f -yy -xx -s 262144</c> writes.</summary>
public static partial class SystemCallTrace
{
    /// <summary>The calls of a trace, in the order in which they began.</summary>
    /// <remarks>
    /// Calls of several threads interleave: a call that did not return at once stands on two lines, <c>unfinished</c>
    /// and <c>resumed</c>, of the same thread. Lines that are no calls (signals, exits) are passed over.
    /// </remarks>
    public static IReadOnlyList<SystemCall> Read(IEnumerable<string> lines)
    {
        var calls = new List<SystemCall>();
        var unfinished = new Dictionary<string, (int Line, string Text)>();
        foreach (var (number, line) in lines.Index())
        {
            var head = Head().Match(line);
            if (!head.Success)
            {
                continue;
            }

            var (thread, text) = (head.Groups["thread"].Value, head.Groups["rest"].Value);
            if (text.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                unfinished[thread] = (number, text[..^"<unfinished ...>".Length]);
            }
            else if (Resumed().Match(text) is { Success: true } resumed)
            {
                if (unfinished.Remove(thread, out var begun))
                {
                    Add(calls, begun.Text + resumed.Groups["rest"].Value, begun.Line, number);
                }
            }
            else
            {
                Add(calls, text, number, number);
            }
        }

        return [.. calls.OrderBy(call => call.Began)];
    }

    private static void Add(List<SystemCall> calls, string text, int began, int returned)
    {
        var call = Call().Match(text);

        // A peek leaves the bytes where they are; the read that takes them comes later.
        if (!call.Success || call.Groups["arguments"].Value.Contains("MSG_PEEK", StringComparison.Ordinal))
        {
            return;
        }

        var result = long.Parse(call.Groups["result"].Value, CultureInfo.InvariantCulture);
        var data = Strings().Matches(call.Groups["arguments"].Value).SelectMany(Octets).ToArray();
        var moved = call.Groups["name"].Value is "fsync" or "fdatasync" ? 0 : (int)Math.Clamp(result, 0, data.Length);
        var (name, target) = (call.Groups["name"].Value, call.Groups["target"].Value);
        calls.Add(new SystemCall(name, target, data.AsMemory(0, moved), began, returned, result >= 0));
    }

    private static IEnumerable<byte> Octets(Match quoted) =>
        Hex().Matches(quoted.Value).Select(octet => Convert.ToByte(octet.Groups[1].Value, 16));

    [GeneratedRegex(@"\A(?<thread>\d+)\s+(?<rest>.*)\z", RegexOptions.Singleline)]
    private static partial Regex Head();

    [GeneratedRegex(@"\A<\.\.\. \w+ resumed>(?<rest>.*)\z", RegexOptions.Singleline)]
    private static partial Regex Resumed();

    [GeneratedRegex(@"\A(?<name>\w+)\(\d+<(?<target>(?:->|[^>])*)>(?<arguments>.*)\)\s+= (?<result>-?\d+)")]
    private static partial Regex Call();

    [GeneratedRegex("\"(?:\\\\x[0-9a-f]{2})*\"")]
    private static partial Regex Strings();

    [GeneratedRegex(@"\\x([0-9a-f]{2})")]
    private static partial Regex Hex();
}
