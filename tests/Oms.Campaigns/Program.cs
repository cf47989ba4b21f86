using Oms.Campaigns.Cluster;
using Oms.Campaigns.Ha;
using Oms.Campaigns.Kill;
using Oms.Campaigns.Upgrade;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

switch (args)
{
    case ["kill", .. var words] when KillOptions.Read(words) is { } options:
        return await new KillCampaign(options).RunAsync(stop.Token);
    case ["cluster", .. var words] when ClusterCampaignOptions.Read(words) is { } options:
        return await (options.Moves > 0
            ? new MovesCampaign(options).RunAsync(stop.Token)
            : new ClusterCampaign(options).RunAsync(stop.Token));
    case ["gaps", .. var words] when ClusterCampaignOptions.Read(words) is { } options:
        return await new GapBench(options).RunAsync(stop.Token);
    case ["ha", .. var words] when HaOptions.Read(words) is { } options:
        return await new HaCampaign(options).RunAsync(stop.Token);
    case ["upgrade", .. var words] when UpgradeOptions.Read(words) is { } options:
        return await new UpgradeCampaign(options).RunAsync(stop.Token);
    default:
        await Console.Error.WriteLineAsync(
            "Usage: oms-campaigns kill --runs N --seed S --centre PATH --gateway PATH --out DIR [--scale X]\n"
            + "       oms-campaigns cluster --minutes M --seed S --centre PATH --gateway PATH --out DIR [--moves N]\n"
            + "       oms-campaigns gaps --rounds N --seed S --centre PATH --gateway PATH --out DIR\n"
            + "       oms-campaigns ha --rounds N --seed S --centre PATH --gateway PATH --out DIR\n"
            + "       oms-campaigns upgrade --seed S --centre PATH --next PATH --gateway PATH --out DIR");
        return 2;
}
