namespace Oms.Edge.Gateway.Kiosk;

/// <summary>Counts wrong sign-ins and locks after too many of them.</summary>
/// <remarks>
/// At five guesses in five minutes, then fewer, a PIN of six digits withstands some years of guessing (NIST SP 800-63B,
/// section 5.2.2, asks for at most 100 in a row).
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class SignInGuard(TimeProvider time)
{
    /// <summary>Wrong PINs in a row for one person before a lock.</summary>
    public const int PersonFailuresMax = 5;

    /// <summary>Wrong sign-ins in a row from one address, whoever it was that was tried.</summary>
    public const int AddressFailuresMax = 20;

    /// <summary>Subjects that are remembered; the one that failed longest ago makes room.</summary>
    private const int SubjectsMax = 4_096;

    private static readonly TimeSpan LockMin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LockMax = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Record> _records = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long a subject is still locked; null for not at all.</summary>
    public TimeSpan? LockedFor(string subject)
    {
        lock (_gate)
        {
            return _records.TryGetValue(subject, out var record)
                && record.Lock - time.GetElapsedTime(record.FailedAt) is var rest && rest > TimeSpan.Zero
                ? rest
                : null;
        }
    }

    /// <summary>Counts one more; from the limit on, each one locks for longer.</summary>
    /// <returns>Whether the subject is locked now.</returns>
    public bool Failed(string subject, int failuresMax)
    {
        lock (_gate)
        {
            if (!_records.TryGetValue(subject, out var record))
            {
                if (_records.Count >= SubjectsMax)
                {
                    _ = _records.Remove(_records.MinBy(one => one.Value.FailedAt).Key);
                }

                record = new Record(0, 0, TimeSpan.Zero);
            }

            var failures = record.Failures + 1;
            var length = failures < failuresMax ? TimeSpan.Zero
                : record.Lock == TimeSpan.Zero ? LockMin
                : record.Lock < LockMax / 2 ? record.Lock * 2
                : LockMax;
            _records[subject] = new Record(failures, time.GetTimestamp(), length);
            return length > TimeSpan.Zero;
        }
    }

    public void Succeeded(string subject)
    {
        lock (_gate)
        {
            _ = _records.Remove(subject);
        }
    }

    private sealed record Record(int Failures, long FailedAt, TimeSpan Lock);
}
