using System.Text;
using NodaTime;
using NodaTime.Text;
using Oms.Entities;

namespace Oms.Central.Customers;

/// <summary>The ids of erased customers, one a line, in a file that no restore of a backup takes back.</summary>
/// <remarks>
/// A backup of before an erasure holds the key that was destroyed since. So each erasure is noted here first, and
/// whatever is named here is erased again at every start, before the node serves. The file holds no personal data; in
/// a cluster each node keeps those that it was asked for.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class ErasureLedger(string directory)
{
    /// <summary>The file, in the data directory.</summary>
    public const string FileName = "erasures.log";

    private readonly Lock _turn = new();

    private string Path => System.IO.Path.Combine(directory, FileName);

    /// <summary>Notes that customers are to be erased; durable when it returns.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Note(IReadOnlyList<string> customers, Instant at)
    {
        var lines = string.Concat(customers.Select(each => $"{each} {InstantPattern.General.Format(at)}\n"));
        lock (_turn)
        {
            using var file = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            var isTorn = false;
            if (file.Length > 0)
            {
                _ = file.Seek(-1, SeekOrigin.End);
                isTorn = file.ReadByte() != '\n';
            }

            // What a crash left of a line stays a line of its own, which says nothing.
            file.Write(Encoding.UTF8.GetBytes(isTorn ? $"\n{lines}" : lines));
            file.Flush(flushToDisk: true);
        }
    }

    /// <summary>Every customer that was noted. A line is an id and an instant; a torn one names nobody.</summary>
    public IReadOnlyList<string> Read() =>
        File.Exists(Path)
            ?
            [
                .. File.ReadLines(Path)
                    .Select(line => line.Split(' ') is [var id, var at]
                        && EntityAddress.IsId(id)
                        && InstantPattern.General.Parse(at).Success
                        ? id
                        : null)
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal),
            ]
            : [];
}
