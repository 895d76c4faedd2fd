using System.Runtime.Versioning;

// File modes, users and signals.
[assembly: UnsupportedOSPlatform("windows")]
