namespace Imager.Build.Make;

/// <summary>Names the values that a pattern task (<c>[TaskName("image-%")]</c>) accepts for its <c>%</c>.</summary>
/// <remarks>Without the attribute any value is accepted. The type implements <see cref="IStemSource"/>.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TaskStemsAttribute(Type source) : Attribute
{
    public Type Source { get; } = source;
}
