using Oms.Actors.Journal;

namespace Oms.Actors.Sqlite;

/// <summary>The only writer of the file: a thread of its own, so that fsync never holds a pool thread.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<Job> _jobs = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Database _database;
    private readonly AppendTransaction _transaction;
    private readonly Thread _thread;
    private bool _closed;

    public SqliteWriter(Database database)
    {
        _database = database;
        _transaction = new AppendTransaction(database);
        _thread = new Thread(Run) { IsBackground = true, Name = "sqlite journal" };
        _thread.Start();
    }

    public Task AppendAsync(AppendBatch batch)
    {
        var job = new Job(batch, default, Maintenance: null);
        Post(job);
        return job.Done.Task;
    }

    public Task<ShardTerm> AcquireAsync(int shard, Guid owner)
    {
        var job = new Job(Batch: null, (shard, owner), Maintenance: null);
        Post(job);
        return job.Done.Task;
    }

    /// <summary>Runs something on the writer's connection between two appends.</summary>
    public Task MaintainAsync(Action<Database> maintenance)
    {
        var job = new Job(Batch: null, default, maintenance);
        Post(job);
        return job.Done.Task;
    }

    /// <summary>Ends after the jobs that wait; closes the connection.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        _wake.Release();
        _thread.Join();
        _database.Dispose();
        _wake.Dispose();
    }

    private void Post(Job job)
    {
        lock (_gate)
        {
            if (_closed)
            {
                job.Done.SetException(new JournalUnavailableException("The journal is closed."));
                return;
            }

            _jobs.Enqueue(job);
        }

        _wake.Release();
    }

    private void Run()
    {
        while (true)
        {
            _wake.Wait();
            var jobs = Take();
            if (jobs.Count == 0)
            {
                if (_closed)
                {
                    return;
                }

                continue;
            }

            if (jobs[0].Batch is { } batch)
            {
                Finish(jobs, () => _transaction.Append(batch));
            }
            else if (jobs[0].Maintenance is { } maintenance)
            {
                Finish(jobs, () => maintenance(_database));
            }
            else
            {
                Acquire(jobs);
            }
        }
    }

    /// <summary>The next job, and if it is an acquire all acquires that follow it: they share a commit.</summary>
    private List<Job> Take()
    {
        List<Job> taken = [];
        lock (_gate)
        {
            while (_jobs.TryPeek(out var job) && (taken.Count == 0 || (job.IsAcquire && taken[0].IsAcquire)))
            {
                taken.Add(_jobs.Dequeue());
            }
        }

        return taken;
    }

    private void Acquire(List<Job> jobs)
    {
        ShardTerm[]? terms = null;
        Finish(jobs, () => terms = _transaction.Acquire([.. jobs.Select(job => job.Shard)]), () => terms);
    }

    private static void Finish(List<Job> jobs, Action work, Func<ShardTerm[]?>? terms = null)
    {
        try
        {
            work();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            jobs.ForEach(job => job.Done.SetException(failure));
            return;
        }

        for (var i = 0; i < jobs.Count; i++)
        {
            jobs[i].Done.SetResult(terms?.Invoke() is { } acquired ? acquired[i] : default);
        }
    }

    private sealed record Job(AppendBatch? Batch, (int Shard, Guid Owner) Shard, Action<Database>? Maintenance)
    {
        public TaskCompletionSource<ShardTerm> Done { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsAcquire => Batch is null && Maintenance is null;
    }
}
