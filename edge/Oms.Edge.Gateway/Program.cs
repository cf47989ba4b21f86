using System.Security.Cryptography;
using Oms.Edge.Gateway.Hosting;
using Oms.Edge.Gateway.Options;
using Oms.Edge.People;

try
{
    var line = CommandLine.Parse(args);
    if (line.ShowsHelp || line.ShowsVersion)
    {
        Console.WriteLine(line.ShowsHelp ? CommandLine.Help : CommandLine.Version);
        return 0;
    }

    if (line.HashesPin)
    {
        var pin = Console.ReadLine()?.Trim() ?? "";
        Console.WriteLine(PinHash.IsPin(pin)
            ? PinHash.Of(pin, RandomNumberGenerator.GetBytes(PinHash.SaltBytes))
            : throw new StartException($"A PIN has {PinHash.DigitsMin} to {PinHash.DigitsMax} digits."));
        return 0;
    }

    var options = OptionsLoader.Load(line.Config, Environment.GetEnvironmentVariables());
    if (line.OnlyChecks)
    {
        _ = FileReader.Devices(options.Devices);
        _ = FileReader.Mapping(options.Mapping);
        _ = options.Mqtt.Tls.Listen is null ? null : ServerTls.Open(TlsFiles.Of(options.Mqtt.Tls));
        _ = FileReader.People(options.Kiosk.People);
        Console.WriteLine("The configuration is good.");
        return 0;
    }

    await using var gateway = GatewayHost.Create(options, TimeProvider.System);
    await gateway.StartAsync(CancellationToken.None);
    await gateway.WaitForShutdownAsync(CancellationToken.None);
    await gateway.StopAsync(CancellationToken.None);
    return 0;
}
catch (StartException failure)
{
    await Console.Error.WriteLineAsync($"oms-edge: {failure.Message}");
    return 2;
}
