using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Oms.Central.Tests;

/// <summary>Somebody else's API, at a port of this machine that was free.</summary>
internal static class LoopbackApi
{
    /// <summary>One that logs nothing and has no route yet; it does not listen before it is started.</summary>
    public static WebApplication Create()
    {
        var builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        var api = builder.Build();
        api.Urls.Add("http://127.0.0.1:0");
        return api;
    }

    public static Task ServeAsync(this WebApplication api) => api.StartAsync(TestContext.Current.CancellationToken);

    /// <summary>Where it listens, with a slash at the end.</summary>
    public static Uri Address(this WebApplication api) => new(
        api.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");
}
