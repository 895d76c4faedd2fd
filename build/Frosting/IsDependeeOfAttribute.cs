namespace Cake.Frosting;

/// <summary>Another task needs this one: <see cref="IsDependentOnAttribute"/> written on the needed side.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependeeOfAttribute(Type task) : Attribute
{
    public Type Task { get; } = task;
}
