using Microsoft.Extensions.Configuration;
using NodaTime;
using Oms.Central.Hosting;
using Xunit;

namespace Oms.Central.Tests.Hosting;

public sealed class ClusterSettingsTests
{
    private const string First = "Host=db-1;Database=oms";
    private const string Second = "Host=db-2;Database=oms";

    [Fact]
    public void One_database_is_the_only_cell()
    {
        var cluster = Read(("Journal:ConnectionString", First));

        Assert.Equal([new CellSettings("main", First)], cluster.Cells);
    }

    [Fact]
    public void Several_databases_keep_their_order_and_the_first_is_the_centres_own()
    {
        var cluster = Read(
            ("Journal:Cells:0:Name", "z"), ("Journal:Cells:0:ConnectionString", First),
            ("Journal:Cells:1:Name", "a"), ("Journal:Cells:1:ConnectionString", Second));

        Assert.Equal([new CellSettings("z", First), new CellSettings("a", Second)], cluster.Cells);
        Assert.Equal(First, cluster.ConnectionString);
    }

    [Theory]
    [InlineData("Journal:ConnectionString", Second, "Journal:ConnectionString")]
    [InlineData("Journal:Cells:1:Name", "one", "Journal:Cells")]
    [InlineData("Journal:Cells:1:Name", "no name", "Journal:Cells")]
    [InlineData("Journal:Cells:1:ConnectionString", "", "Journal:Cells:1:ConnectionString")]
    [InlineData("Journal:Cells:1:Weight", "3", "Journal:Cells:1:Weight")]
    [InlineData("Journal:Cells:two:Name", "two", "Journal:Cells:two:Name")]
    public void A_wrong_cell_is_named(string option, string value, string named)
    {
        var failure = Assert.Throws<StartException>(() => Read(
            ("Journal:Cells:0:Name", "one"), ("Journal:Cells:0:ConnectionString", First),
            ("Journal:Cells:1:Name", option.EndsWith("Name", StringComparison.Ordinal) ? value : "two"),
            ("Journal:Cells:1:ConnectionString", Second), (option, value)));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cluster:NewsMilliseconds", "0", "NewsEvery")]
    [InlineData("Cluster:NewsMilliseconds", "251", "NewsEvery")]
    [InlineData("Cluster:PeerInFlightMin", "0", "PeerInFlightMin")]
    [InlineData("Cluster:PeerInFlightMin", "4097", "PeerInFlightMin")]
    [InlineData("Cluster:PeerLatencyMilliseconds", "9", "PeerLatencyMilliseconds")]
    [InlineData("Cluster:PeerLatencyMilliseconds", "60001", "PeerLatencyMilliseconds")]
    public void A_rate_outside_its_safe_bounds_stops_the_start_and_is_named(
        string option, string value, string named)
    {
        var failure = Assert.Throws<StartException>(() => Read(("Journal:ConnectionString", First), (option, value)));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rates_within_their_bounds_are_taken()
    {
        var cluster = Read(
            ("Journal:ConnectionString", First), ("Cluster:NewsMilliseconds", "250"),
            ("Cluster:PeerInFlightMin", "4096"), ("Cluster:PeerLatencyMilliseconds", "10"));
        var peers = (cluster.Timings.NewsEvery, cluster.PeerInFlightMin, cluster.PeerLatencyMax);

        Assert.Equal((Duration.FromMilliseconds(250), 4096, Duration.FromMilliseconds(10)), peers);
    }

    private static ClusterSettings Read(params (string Option, string Value)[] options)
    {
        var all = new Dictionary<string, string?>
        {
            ["Data:Directory"] = "/data",
            ["Journal:Kind"] = "postgres",
            ["Cluster:Address"] = "127.0.0.1:5180",
            ["Cluster:SecretFile"] = "/secret",
        };
        foreach (var (option, value) in options)
        {
            all[option] = value;
        }

        return CentralOptions.From(new ConfigurationBuilder().AddInMemoryCollection(all).Build()).Cluster!;
    }
}
