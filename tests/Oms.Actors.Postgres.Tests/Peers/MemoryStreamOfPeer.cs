using System.IO.Pipelines;
using Oms.Actors.Postgres.Peers;
using Oms.Actors.Routing;

namespace Oms.Actors.Postgres.Tests.Peers;

/// <summary>One stream to a node without a network: a test writes its bytes and reads its answers.</summary>
internal sealed class MemoryStreamOfPeer : IAsyncDisposable
{
    private readonly CancellationTokenSource _aborted = new();
    private readonly Pipe _in = new();
    private readonly Pipe _out = new();
    private readonly PeerOptions _options;
    private readonly PeerServices _services;
    private readonly FrameOutput _asks;

    public MemoryStreamOfPeer(
        PeerOptions options, PeerServices services, Func<AskFrame, ValueTask<ReplyFrame>> serve, bool isKnown)
    {
        (_options, _services) = (options, services);
        _asks = new FrameOutput(_in.Writer.AsStream(), options.FrameBytesMax, services);
        Answers = new FrameReader(_out.Reader, services) { PayloadBytesMax = options.FrameBytesMax };
        Ended = RunAsync(serve, isKnown);
    }

    public FrameReader Answers { get; }

    /// <summary>Why the node ended the stream.</summary>
    public Task<PeerEndedException> Ended { get; }

    /// <summary>Puts an ask behind the others; all go with <see cref="FlushAsync"/>.</summary>
    public void Add(ulong id, AskFrame ask) => _asks.TryAdd(FrameType.Ask, id, ask, FrameJson.Default.AskFrame);

    public Task FlushAsync() => _asks.FlushAsync(CancellationToken.None).AsTask();

    public async Task WriteAsync(byte[] bytes) => await _in.Writer.WriteAsync(bytes);

    /// <summary>Ends what the node reads.</summary>
    public Task CompleteAsync() => _in.Writer.CompleteAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await CompleteAsync();
        await _aborted.CancelAsync();
        await _out.Reader.CompleteAsync();
        _ = await Ended;
        _asks.Dispose();
        _aborted.Dispose();
    }

    private async Task<PeerEndedException> RunAsync(Func<AskFrame, ValueTask<ReplyFrame>> serve, bool isKnown)
    {
        var input = new FrameReader(_in.Reader, _services);
        using var output = new FrameOutput(_out.Writer.AsStream(), _options.FrameBytesMax, _services);
        try
        {
            if (isKnown)
            {
                input.PayloadBytesMax = _options.FrameBytesMax;
            }
            else
            {
                await new Handshake(_options, PeerScene.Caller).AnswerAsync(
                    input, output, () => { }, CancellationToken.None);
            }

            return await new PeerServing("test", _options, _services, serve).RunAsync(
                input, output, CancellationToken.None, _aborted.Token);
        }
        catch (PeerEndedException refusal)
        {
            return refusal;
        }
        finally
        {
            await _in.Reader.CompleteAsync();
            await _out.Writer.CompleteAsync();
        }
    }
}
