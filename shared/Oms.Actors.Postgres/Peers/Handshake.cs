using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Actors.Cluster;

namespace Oms.Actors.Postgres.Peers;

/// <summary>What both sides know of a stream after its start.</summary>
/// <param name="Peer">The other node's name.</param>
/// <param name="Version">The newest version that both speak.</param>
internal sealed record PeerAgreement(string Peer, Guid Incarnation, int Version);

/// <summary>The start of one stream: both sides say who they are, agree on a version and prove that they know the
/// secret.</summary>
/// <remarks>
/// Hello of the caller, hello of the called with its proof, proof of the caller. A proof is an HMAC-SHA-256 over the
/// role, the version and both hellos with their fresh nonces, so it is of no use in another stream, in the other role,
/// or between other nodes. The caller also demands that the called is the incarnation it wants, so that nobody can pass
/// its own proof back to it.
/// </remarks>
internal sealed class Handshake(PeerOptions options, NodeInfo self)
{
    /// <summary>The longest payload before the other side is known. Bytes.</summary>
    public const int PayloadBytesMax = 4_096;

    private const int NonceBytes = 32;
    private const int NameLengthMax = 256;

    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(NonceBytes);

    /// <summary>The caller's first frame.</summary>
    public PeerHello Hello => new()
    {
        VersionMin = options.Versions.Min,
        VersionMax = options.Versions.Max,
        Node = self.Name,
        Incarnation = self.Id,
        Nonce = _nonce,
        Authentication = options.Trust.Way,
    };

    /// <summary>The caller's part after its hello.</summary>
    /// <param name="peer">Whom it wants.</param>
    /// <exception cref="PeerEndedException">The other is not the one, or did not prove it.</exception>
    public async Task<PeerAgreement> CallAsync(
        FrameReader input, FrameOutput output, NodeInfo peer, CancellationToken cancellationToken)
    {
        var theirs = await ReadHelloAsync(input, cancellationToken);
        if (theirs.Incarnation != peer.Id)
        {
            throw new PeerEndedException(PeerEnd.AnotherNode, "Another incarnation answers at its address.");
        }

        var version = Agree(theirs);
        byte[]? proof = null;
        if (options.Trust.Secret is { } secret)
        {
            if (!secret.Verify(Transcript("called", version, Hello, theirs), theirs.Proof))
            {
                throw new PeerEndedException(
                    PeerEnd.Unauthenticated, "It did not prove that it knows the cluster's secret.");
            }

            proof = secret.Sign(Transcript("caller", version, Hello, theirs));
        }

        _ = output.TryAdd(FrameType.Proof, 0, new PeerProof(proof), PeerJson.Default.PeerProof);
        await output.FlushAsync(cancellationToken);
        return Agreed(input, theirs, version);
    }

    /// <summary>The part of the one who is called. It writes nothing to one who has no common version or another
    /// way of authentication.</summary>
    /// <param name="begin">Called before the first byte is written.</param>
    /// <exception cref="PeerEndedException">The other is refused.</exception>
    public async Task<PeerAgreement> AnswerAsync(
        FrameReader input, FrameOutput output, Action begin, CancellationToken cancellationToken)
    {
        var theirs = await ReadHelloAsync(input, cancellationToken);
        var version = Agree(theirs);
        var ours = Hello with
        {
            Proof = options.Trust.Secret?.Sign(Transcript("called", version, theirs, Hello)),
        };
        begin();
        _ = output.TryAdd(FrameType.Hello, 0, ours, PeerJson.Default.PeerHello);
        await output.FlushAsync(cancellationToken);

        var proof = await ReadAsync(input, FrameType.Proof, PeerJson.Default.PeerProof, cancellationToken);
        return options.Trust.Secret?.Verify(Transcript("caller", version, theirs, ours), proof.Proof) is false
            ? throw new PeerEndedException(
                PeerEnd.Unauthenticated, "The caller did not prove that it knows the cluster's secret.")
            : Agreed(input, theirs, version);
    }

    private int Agree(PeerHello theirs)
    {
        if (theirs.Authentication != options.Trust.Way)
        {
            throw new PeerEndedException(
                PeerEnd.Unauthenticated, $"This node knows its peers by {options.Trust.Way}, and the other does not.");
        }

        return options.Versions.Common(theirs.Versions) ?? throw new PeerEndedException(
            PeerEnd.NoCommonVersion,
            $"This node speaks {options.Versions} of the peers' protocol, the other {theirs.Versions}.");
    }

    private PeerAgreement Agreed(FrameReader input, PeerHello theirs, int version)
    {
        input.PayloadBytesMax = options.FrameBytesMax;
        return new PeerAgreement(theirs.Node, theirs.Incarnation, version);
    }

    private static async ValueTask<PeerHello> ReadHelloAsync(FrameReader input, CancellationToken cancellationToken)
    {
        var hello = await ReadAsync(input, FrameType.Hello, PeerJson.Default.PeerHello, cancellationToken);
        return hello.Nonce is { Length: NonceBytes } && hello.Node is { Length: >= 1 and <= NameLengthMax } name
            && !name.Any(char.IsControl) && hello.VersionMin >= 1 && hello.VersionMax >= hello.VersionMin
            ? hello
            : throw PeerEndedException.Malformed("The hello is out of bounds.");
    }

    private static async ValueTask<T> ReadAsync<T>(
        FrameReader input, FrameType type, JsonTypeInfo<T> form, CancellationToken cancellationToken)
        where T : class
    {
        if (await input.NextAsync(cancellationToken) is not { } frame)
        {
            throw new PeerEndedException(PeerEnd.Gone, "The stream ended before both sides were known.");
        }

        try
        {
            if (frame.Type is FrameType.Goodbye && type is not FrameType.Goodbye)
            {
                var goodbye = Framing.Read(frame, PeerJson.Default.PeerGoodbye);
                throw PeerEndedException.Said(PeerEndedException.Named(goodbye.Reason), goodbye.Text);
            }

            return frame.Type == type
                ? Framing.Read(frame, form)
                : throw PeerEndedException.Malformed($"A frame {frame.Type} came where {type} must stand.");
        }
        catch (JsonException)
        {
            throw PeerEndedException.Malformed($"The frame {frame.Type} is not understood.");
        }
    }

    // Every part has a fixed length or its length before it, so no two exchanges have one transcript.
    private static byte[] Transcript(string role, int version, PeerHello caller, PeerHello called)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Write("oms peers"u8);
        Write(Encoding.ASCII.GetBytes(role));
        WriteNumber(version);
        foreach (var hello in new[] { caller, called })
        {
            WriteNumber(hello.VersionMin);
            WriteNumber(hello.VersionMax);
            Write(Encoding.UTF8.GetBytes(hello.Node));
            Write(hello.Incarnation.ToByteArray(bigEndian: true));
            Write(hello.Nonce);
        }

        return bytes.WrittenSpan.ToArray();

        void Write(ReadOnlySpan<byte> part)
        {
            WriteNumber(part.Length);
            bytes.Write(part);
        }

        void WriteNumber(int number)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.GetSpan(sizeof(int)), number);
            bytes.Advance(sizeof(int));
        }
    }
}
