using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Oms.Testing;

/// <summary>Keeps what the product logs, for a test to look at.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class CollectedLogs : ILoggerFactory, ILoggerProvider
{
    private readonly ConcurrentQueue<CollectedLog> _all = new();

    /// <summary>Everything so far, the oldest first.</summary>
    public IReadOnlyList<CollectedLog> All => [.. _all];

    /// <summary>What a person should look at.</summary>
    public IReadOnlyList<CollectedLog> Errors => [.. _all.Where(log => log.Level >= LogLevel.Error)];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class Logger(CollectedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            ArgumentNullException.ThrowIfNull(formatter);
            logs._all.Enqueue(new CollectedLog(
                logLevel, eventId.Id, $"{category}: {formatter(state, exception)}", exception));
        }
    }
}

/// <summary>One thing that was logged.</summary>
/// <param name="EventId">The message's public number.</param>
public sealed record CollectedLog(LogLevel Level, int EventId, string Text, Exception? Failure);
