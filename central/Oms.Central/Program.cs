using Oms.Central.Hosting;

const int CannotStart = 2;
try
{
    var line = CommandLine.Parse(args);
    if (line.Text is { } text)
    {
        Console.WriteLine(text);
        return 0;
    }

    var options = line.Options();
    if (line.CheckOnly)
    {
        Console.WriteLine("The options are good.");
        return 0;
    }

    await using var host = await CentralHost.CreateAsync(options);
    await host.StartAsync(CancellationToken.None);
    await host.WaitForShutdownAsync();
    await host.StopAsync();
    return 0;
}
catch (StartException failure)
{
    await Console.Error.WriteLineAsync($"oms-central cannot start: {failure.Message}");
    return CannotStart;
}
