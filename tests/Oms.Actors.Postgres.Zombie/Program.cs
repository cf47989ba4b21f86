using Oms.Actors.Postgres.Zombie;

// A node that believes for ever that it lives: see ZombieTests.
return args is [var connectionString]
    ? await ZombieNode.RunAsync(connectionString, Console.Out)
    : 2;
