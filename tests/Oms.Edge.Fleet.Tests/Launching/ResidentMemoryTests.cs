using Oms.Edge.Fleet.Launching;
using Xunit;

namespace Oms.Edge.Fleet.Tests.Launching;

public sealed class ResidentMemoryTests
{
    [Fact]
    public void The_figures_of_a_status_file_are_of_1024_bytes() => Assert.Equal(
        new ResidentMemory(Now: 114_688_000, Peak: 122_880_000),
        ResidentMemory.Parse("Name:\toms-edge\nVmHWM:\t  120000 kB\nVmRSS:\t  112000 kB\nRssAnon:\t    8 kB\n"));

    [Fact]
    public void A_process_that_has_ended_has_none() =>
        Assert.Null(ResidentMemory.Parse("Name:\toms-edge\nState:\tZ (zombie)\n"));

    [Fact]
    public void A_running_process_holds_some_and_never_more_than_its_peak()
    {
        var memory = ResidentMemory.Of(Environment.ProcessId);

        Assert.InRange(memory!.Now, 1_000_000, memory.Peak);
    }
}
