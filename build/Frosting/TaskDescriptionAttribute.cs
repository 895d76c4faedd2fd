namespace Cake.Frosting;

/// <summary>One line for <c>--list</c> and <c>help</c>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TaskDescriptionAttribute(string description) : Attribute
{
    public string Description { get; } = description;
}
