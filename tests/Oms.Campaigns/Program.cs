using Oms.Campaigns.Kill;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

if (args is not ["kill", .. var options] || KillOptions.Read(options) is not { } kill)
{
    await Console.Error.WriteLineAsync(
        "Usage: oms-campaigns kill --runs N --seed S --centre PATH --gateway PATH --out DIR [--scale X]");
    return 2;
}

return await new KillCampaign(kill).RunAsync(stop.Token);
