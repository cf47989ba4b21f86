using Oms.Edge.Fleet.Launching;

namespace Oms.Campaigns.Kill;

/// <summary>Kills servers at random moments and starts them again, until it is told to stop.</summary>
/// <param name="launcher">Whose servers.</param>
/// <param name="random">Decides who dies, when, and for how long.</param>
/// <param name="time">Real time.</param>
internal sealed class Killer(Launcher launcher, Random random, TimeProvider time)
{
    private const int PauseMinMs = 500;
    private const int PauseMaxMs = 4_000;
    private const int AwayMaxMs = 900;

    /// <summary>How often each server was killed.</summary>
    public string Tally => string.Join(
        ", ", launcher.Servers.Where(server => server.Kills > 0).Select(server => $"{server.Name} {server.Kills}"));

    public int Kills => launcher.Servers.Sum(server => server.Kills);

    /// <summary>Goes on until <paramref name="enough"/>; then every server runs again.</summary>
    public async Task RunAsync(CancellationToken enough)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(PauseMinMs, PauseMaxMs)), time, enough);
                var victims = Victims();
                foreach (var victim in victims)
                {
                    await victim.KillAsync();
                }

                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(AwayMaxMs)), time, enough);
                foreach (var victim in victims)
                {
                    victim.Start();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The scenario has ended.
        }

        foreach (var server in launcher.Servers.Where(server => !server.IsRunning))
        {
            server.Start();
        }
    }

    // Mostly one; now and then two at once, or all of them as in a power cut.
    private List<ServerProcess> Victims()
    {
        var servers = launcher.Servers.ToArray();
        random.Shuffle(servers);
        var count = random.Next(20) switch { 0 => servers.Length, < 4 => 2, _ => 1 };
        return [.. servers.Take(count).Where(server => server.IsRunning)];
    }
}
