namespace Oms.Testing.Network;

/// <summary>Which ways between named places are cut: what is sent over one does not arrive until it is mended, and
/// nobody is told.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class CutNetwork
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string From, string To)> _cut = [];
    private TaskCompletionSource _mended = NewSource();

    /// <summary>Cuts the way from one place to another; the way back stays.</summary>
    public void Cut(string from, string to)
    {
        lock (_gate)
        {
            _ = _cut.Add((from, to));
        }
    }

    /// <summary>Mends every way: what was sent meanwhile arrives now.</summary>
    public void Mend()
    {
        TaskCompletionSource mended;
        lock (_gate)
        {
            _cut.Clear();
            (mended, _mended) = (_mended, NewSource());
        }

        mended.SetResult();
    }

    /// <summary>Waits while the way is cut.</summary>
    internal async Task PassAsync(string from, string to, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task mended;
            lock (_gate)
            {
                if (!_cut.Contains((from, to)))
                {
                    return;
                }

                mended = _mended.Task;
            }

            await mended.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
