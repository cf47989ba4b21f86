using Xunit;
using static Oms.Tidy.Tests.Repository;

namespace Oms.Tidy.Tests;

/// <summary>Who may depend on whom: arrows point inwards, host to journal and format to domain to primitives.</summary>
public sealed class ArrowTests
{
    // What each product project may name, itself and by way of others. A project that is not here has no arrows yet.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Oms.Primitives"] = [],
        ["Oms.Custody"] = ["Oms.Primitives"],
        ["Oms.Contracts"] = ["Oms.Custody", "Oms.Primitives"],
        ["Oms.Eld"] = ["Oms.Custody", "Oms.Primitives"],
        ["Oms.Epcis"] = ["Oms.Custody", "Oms.Primitives"],
        ["Oms.Transparency"] = ["Oms.Custody", "Oms.Epcis", "Oms.Primitives"],
        ["Oms.Actors"] = ["Oms.Primitives"],
        ["Oms.Actors.Postgres"] = ["Oms.Actors", "Oms.Primitives"],
        ["Oms.Actors.Sqlite"] = ["Oms.Actors", "Oms.Primitives"],
        ["Oms.Mqtt"] = ["Oms.Primitives"],
        ["Oms.Cli"] =
        [
            "Oms.Contracts", "Oms.Custody", "Oms.Eld", "Oms.Epcis", "Oms.Primitives", "Oms.Transparency",
        ],
        // The ELD file's format is pure as well: what a live unit reports becomes the same record.
        ["Oms.Edge.Domain"] = ["Oms.Custody", "Oms.Eld", "Oms.Primitives"],
        ["Oms.Edge.Gateway"] =
        [
            "Oms.Actors", "Oms.Actors.Sqlite", "Oms.Contracts", "Oms.Custody", "Oms.Edge.Domain", "Oms.Eld",
            "Oms.Epcis", "Oms.Mqtt", "Oms.Primitives", "Oms.Transparency",
        ],
        ["Oms.Edge.Fleet"] = ["Oms.Contracts", "Oms.Custody", "Oms.Edge.Domain", "Oms.Mqtt", "Oms.Primitives"],
        // The log entity decides on leaves in the transparency format, which is pure as well.
        ["Oms.Central.Domain"] = ["Oms.Custody", "Oms.Primitives", "Oms.Transparency"],
        ["Oms.Central"] =
        [
            "Oms.Actors", "Oms.Actors.Postgres", "Oms.Actors.Sqlite", "Oms.Central.Domain", "Oms.Contracts",
            "Oms.Custody", "Oms.Eld", "Oms.Epcis", "Oms.Primitives", "Oms.Transparency",
        ],
    };

    private static readonly string[] Pure =
    [
        "Oms.Primitives", "Oms.Custody", "Oms.Eld", "Oms.Edge.Domain", "Oms.Central.Domain",
    ];

    [Fact]
    public void Every_arrow_between_product_projects_is_one_of_those_drawn() =>
        Assert.Empty(
            from project in Product()
            from target in References(project)
            where !Allowed.GetValueOrDefault(Name(project), []).Contains(target)
            select $"{Name(project)} -> {target}");

    [Fact]
    public void Every_product_project_is_drawn() =>
        Assert.Equal(Allowed.Keys.Order(), Product().Select(Name).Order());

    [Fact]
    public void Edge_and_central_meet_only_in_shared() =>
        Assert.Empty(
            from project in Allowed
            let area = Area(project.Key)
            from target in project.Value
            where Area(target) != "shared" && Area(target) != area
            select $"{project.Key} -> {target}");

    [Fact]
    public void Pure_projects_use_no_package_but_the_calendar() =>
        Assert.Empty(
            from project in Product()
            where Pure.Contains(Name(project))
            from package in Packages(project)
            where package != "NodaTime"
            select $"{Name(project)} -> {package}");

    [Fact]
    public void Nothing_in_the_product_depends_on_a_test() =>
        Assert.Empty(
            from project in Product()
            from target in References(project)
            where !Allowed.ContainsKey(target)
            select $"{Name(project)} -> {target}");

    private static IEnumerable<string> Product() =>
        Files("*.csproj").Where(project => !Relative(project).StartsWith("tests/", StringComparison.Ordinal));

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project);

    private static string Area(string project) =>
        project.StartsWith("Oms.Edge.", StringComparison.Ordinal) ? "edge"
        : project.StartsWith("Oms.Central", StringComparison.Ordinal) ? "central" : "shared";
}
