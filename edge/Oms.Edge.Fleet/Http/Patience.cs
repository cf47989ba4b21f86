namespace Oms.Edge.Fleet.Http;

/// <summary>How long to wait for a server, in real time.</summary>
/// <param name="FirstPause">After the first failure; doubled after each further one.</param>
/// <param name="LongestPause">Never longer than this, so that a restarted server is noticed within it.</param>
/// <param name="AttemptLimit">What one attempt may take before its answer counts as lost.</param>
public sealed record Patience(TimeSpan FirstPause, TimeSpan LongestPause, TimeSpan AttemptLimit)
{
    private const int DoublingsMax = 16;

    /// <summary>From 25 ms to half a second; ten seconds for one attempt.</summary>
    public static Patience Usual { get; } = new(
        TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10));

    /// <param name="attempt">Which attempt failed, from 0.</param>
    public TimeSpan Pause(int attempt)
    {
        var pause = FirstPause * (1 << Math.Min(attempt, DoublingsMax));
        return pause < LongestPause ? pause : LongestPause;
    }
}
