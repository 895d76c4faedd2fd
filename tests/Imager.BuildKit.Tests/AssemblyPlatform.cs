using System.Runtime.Versioning;

// A Docker engine with Linux containers, its sockets and process tree are what these tests are about.
[assembly: SupportedOSPlatform("linux")]
