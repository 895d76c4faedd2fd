namespace Imager.Build.Make;

/// <summary>The task ends before any other task of the same call begins, whatever the order they were asked for in.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RunsFirstAttribute : Attribute;
