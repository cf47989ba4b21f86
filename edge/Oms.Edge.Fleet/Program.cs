using System.CommandLine;
using Oms.Edge.Fleet.Commands;

// Servers get as long to drain as the launcher gives them; a shorter limit would leave them running.
return await FleetCommandLine.Make().Parse(args).InvokeAsync(
    new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(45) });
