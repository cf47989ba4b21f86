using System.Security.Cryptography;

namespace Oms.Cli.Tests.Doubles;

/// <summary>Bytes that count: each call's are all of the next value.</summary>
internal sealed class CountingRandom : RandomNumberGenerator
{
    private byte _next;

    public override void GetBytes(byte[] data) => data.AsSpan().Fill(++_next);

    public override void GetBytes(Span<byte> data) => data.Fill(++_next);
}
