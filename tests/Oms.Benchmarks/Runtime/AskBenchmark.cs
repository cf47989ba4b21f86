using System.Diagnostics;
using System.Threading.Channels;
using System.Threading.Tasks.Sources;
using Oms.Actors;
using Oms.Actors.Journal;

namespace Oms.Benchmarks.Runtime;

/// <summary>How many commands a second does one entity answer, and how many do a thousand, when none leaves a record?
/// </summary>
/// <remarks>
/// Their limit: as many callers that write to a bare channel and wait for the one that reads it; answers in value tasks
/// that are used again, and the caller goes on within the answer.
/// </remarks>
internal static class AskBenchmark
{
    private const int InFlight = 64;
    private const int Asks = 1_280_000;

    public static async Task RunAsync()
    {
        await using var bench = await BenchSystem.StartAsync(
            new MemoryJournal(new MemoryStore()), mailboxCapacity: 256);
        var runs = await Report.InTurnsAsync(() => AskAsync(bench, 1), () => AskAsync(bench, 1_000), PingPongAsync);
        foreach (var (entities, answers) in new[] { (1, runs[0]), (1_000, runs[1]) })
        {
            Report.Answer(
                "ask", "answer/s", answers, $"entities={entities}", $"in_flight={InFlight}", "payload=0",
                "journal=memory", "file_system=none");
            Report.Limit("channel-ping-pong", answers, runs[2], $"in_flight={InFlight}");
        }
    }

    private static Task<double> AskAsync(BenchSystem bench, int entities)
    {
        var addresses = Enumerable.Range(0, entities).Select(BenchSystem.Address).ToArray();
        return bench.AskAsync(InFlight, Asks, i => addresses[i % entities], by: -1, ReplyOutcome.Rejected);
    }

    private static async Task<double> PingPongAsync()
    {
        var questions = Channel.CreateUnbounded<Question>(new UnboundedChannelOptions { SingleReader = true });
        var started = Stopwatch.GetTimestamp();
        var answering = Start(async () =>
        {
            await foreach (var question in questions.Reader.ReadAllAsync())
            {
                question.Answer();
            }
        });
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Start(async () =>
        {
            var question = new Question();
            for (var i = 0; i < Asks / InFlight; i++)
            {
                await question.AskAsync(questions.Writer);
            }
        })));
        var rate = Asks / Stopwatch.GetElapsedTime(started).TotalSeconds;
        questions.Writer.Complete();
        await answering;
        return rate;
    }

    private static Task Start(Func<Task> work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default).Unwrap();

    private sealed class Question : IValueTaskSource<bool>
    {
        private ManualResetValueTaskSourceCore<bool> _answer;

        public ValueTask<bool> AskAsync(ChannelWriter<Question> questions)
        {
            _answer.Reset();
            return questions.TryWrite(this)
                ? new ValueTask<bool>(this, _answer.Version)
                : throw new InvalidOperationException("An unbounded channel takes all until it is completed.");
        }

        public void Answer() => _answer.SetResult(true);

        public bool GetResult(short token) => _answer.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _answer.GetStatus(token);

        public void OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _answer.OnCompleted(continuation, state, token, flags);
    }
}
