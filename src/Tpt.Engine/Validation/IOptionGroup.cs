namespace Tpt.Engine.Validation;

/// <summary>A group of options. <see cref="OptionValidator"/> checks the attributes of its properties and then asks for the rules between them.</summary>
internal interface IOptionGroup
{
    /// <summary>The rules that one property alone cannot state.</summary>
    /// <param name="path">What errors call the group, with a dot behind it: <c>"Views."</c>; empty for the options themselves.</param>
    /// <exception cref="ArgumentException">The options do not go together.</exception>
    void CheckTogether(string path);
}
