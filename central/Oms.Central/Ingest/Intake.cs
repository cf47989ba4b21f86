namespace Oms.Central.Ingest;

/// <summary>How much a gateway may send in the next second, by how long what came last took to be durable.</summary>
/// <remarks>
/// While things are durable within <see cref="Aim"/> the most is granted. Beyond it the grant shrinks in proportion, so
/// that gateways that catch up together settle where the centre keeps its pace; it never falls to nothing, since what
/// trickles in is what shows that the centre is quick again.
/// </remarks>
/// <param name="min">What is granted however slow it is, from 1.</param>
/// <param name="max">What is granted when it is quick.</param>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class Intake(int min, int max, TimeProvider time)
{
    /// <summary>A batch that is durable within this time has not waited for others.</summary>
    public static readonly TimeSpan Aim = TimeSpan.FromMilliseconds(200);

    // A fifth of each new measurement: five batches, and the past weighs a third.
    private const int Memory = 5;

    private readonly Lock _turn = new();
    private double _seconds;

    /// <summary>Things that may be sent in the next second.</summary>
    public int Credit
    {
        get
        {
            lock (_turn)
            {
                return int.Clamp((int)(max * Aim.TotalSeconds / double.Max(_seconds, Aim.TotalSeconds)), min, max);
            }
        }
    }

    /// <summary>When something begins that is to be measured.</summary>
    public long Begin() => time.GetTimestamp();

    /// <summary>It is durable, or was refused because too much waits.</summary>
    public void End(long begun)
    {
        var took = time.GetElapsedTime(begun).TotalSeconds;
        lock (_turn)
        {
            _seconds += (took - _seconds) / Memory;
        }
    }
}
