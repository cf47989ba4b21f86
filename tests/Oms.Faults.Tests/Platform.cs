using System.Runtime.Versioning;

// System calls are traced, and processes killed, the way Linux has it.
[assembly: SupportedOSPlatform("linux")]
