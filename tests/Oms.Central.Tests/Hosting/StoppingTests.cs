using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NodaTime;
using Oms.Actors.Journal;
using Oms.Central.Hosting;
using Oms.Central.Storage;
using Oms.Central.Transparency;
using Oms.Testing;
using Xunit;

namespace Oms.Central.Tests.Hosting;

/// <summary>A part that pauses after a failure ends when it is told to, on a clock that never moves.</summary>
public sealed class StoppingTests
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(30);
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    [Fact]
    public async Task A_checkpoint_that_cannot_be_signed_does_not_hold_up_a_stop()
    {
        var journal = new MemoryJournal(new MemoryStore(1));
        await journal.AppendAsync(new AppendBatch(
        [
            new ShardAppend(await journal.AcquireAsync(0, Guid.Empty), 0, [])
            {
                Quarantine =
                [
                    new QuarantineRow(CentralNode.Address(CustodyLog.Kind, CustodyLog.Id), "A test.", 0, Noon),
                ],
            },
        ]));
        using var data = new TempDirectory();
        using var logs = new HeardLogs();
        using var keys = CentralKeys.LoadOrCreate(Path.Combine(data.Path, "keys"), "test/log");
        var time = new ManualTime(Noon);
        await using var stores = CentralStores.OpenFiles(data.Path, TaskScheduler.Default);
        await using var node = new CentralNode(new CentralNodeServices(
            journal, stores, data.Path, keys, time, TaskScheduler.Default, logs, new TestMeterFactory(),
            new Guid(1, 0, 0, new byte[8]), new Random(1)));
        await node.StartAsync(TestContext.Current.CancellationToken);
        try
        {
            await logs.UntilAsync(3200);
            await node.DrainAsync(CancellationToken.None)
                .WaitAsync(HangGuard, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        finally
        {
            // What hangs goes on once its pause is over, so that a failed test ends.
            time.Advance(Duration.FromHours(1));
        }
    }

    /// <summary>Tells when a message was logged.</summary>
    private sealed class HeardLogs : ILoggerFactory, ILogger
    {
        private readonly ConcurrentDictionary<int, TaskCompletionSource> _heard = new();

        public Task UntilAsync(int id) => Of(id).Task.WaitAsync(HangGuard, TimeProvider.System);

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) => Of(eventId.Id).TrySetResult();

        public void Dispose()
        {
        }

        private TaskCompletionSource Of(int id) => _heard.GetOrAdd(
            id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
