using Oms.Edge.Fleet.Commands;

return await FleetCommandLine.Make().Parse(args).InvokeAsync();
