using System.Text.Json;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Hosting;

/// <summary>What <c>oms-edge</c> is started with; a property of its project with a slip in its name says nothing.
/// </summary>
public sealed class RuntimeSettingsTests
{
    [Theory]
    [InlineData("System.GC.Server", "false")]
    [InlineData("System.GC.Concurrent", "false")]
    [InlineData("System.GC.ConserveMemory", "5")]
    [InlineData("System.GC.Gen0MaxBudget", "4194304")]
    [InlineData("System.Runtime.TieredCompilation.CallCountThreshold", "1000")]
    [InlineData("System.Runtime.TieredPGO", "false")]
    [InlineData("System.Threading.ThreadPool.MinThreads", "8")]
    public void The_gateway_is_set_for_a_small_machine(string setting, string value)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "oms-edge.runtimeconfig.json");
        using var json = JsonDocument.Parse(File.ReadAllText(file));

        var settings = json.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties");
        Assert.Equal(value, settings.GetProperty(setting).GetRawText());
    }
}
