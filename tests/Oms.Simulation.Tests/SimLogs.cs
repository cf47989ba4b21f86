using Microsoft.Extensions.Logging;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Simulation.Tests.Hosts;

namespace Oms.Simulation.Tests;

/// <summary>Puts what the product logs as a warning or worse into the trace.</summary>
internal sealed class SimLogs(Trace trace) : ILoggerFactory
{
    /// <summary>How the product words what this world does to it.</summary>
    private static readonly string[] Made =
    [
        MemoryDisk.FlushFault, MemoryDisk.KilledFault, nameof(RetryReason.JournalUnavailable),
        nameof(RetryReason.OutcomeUnknown), nameof(RetryReason.Stopping),
    ];

    /// <summary>What was logged as an error, but for the faults of journals and disks that this world made.</summary>
    public List<string> Errors { get; } = [];

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => new Logger(this, trace, categoryName);

    public void Dispose()
    {
        // It holds nothing.
    }

    private sealed class Logger(SimLogs logs, Trace trace, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var text = $"{category} {eventId.Id}: {formatter(state, exception)}";
            trace.Add($"{logLevel} {text}");
            if (logLevel >= LogLevel.Error
                && exception is not (JournalUnavailableException or JournalOutcomeUnknownException
                    or JournalFencedException or TimeoutException or OperationCanceledException)
                && !Array.Exists(Made, fault => text.Contains(fault, StringComparison.Ordinal)))
            {
                logs.Errors.Add(exception is null ? text : $"{text}\n{exception}");
            }
        }
    }
}
