namespace Imager.Build.Make;

/// <summary>On a task whose result is lines for scripts: a run with it keeps standard output for them (<see cref="BuildConsole.WriteData"/>).</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PrintsDataAttribute : Attribute;
