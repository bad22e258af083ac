using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Tpt.Engine.Validation;

/// <summary>The one place where options are checked: every property by its attributes, every enumeration by its members, every group by its rules. A group may be null where its type says so.</summary>
internal static class OptionValidator
{
    /// <param name="options">The options, or a group of them.</param>
    /// <param name="path">What errors call the group, with a dot behind it; empty for the options themselves.</param>
    /// <exception cref="ArgumentException">An option is out of its range: the message names it, its value and the range.</exception>
    public static void Check(IOptionGroup options, string path = "")
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0))
        {
            var name = path + property.Name;
            var value = property.GetValue(options);
            if (value is IOptionGroup group)
            {
                Check(group, name + ".");
                continue;
            }
            if (value is null && typeof(IOptionGroup).IsAssignableFrom(property.PropertyType) && new NullabilityInfoContext().Create(property).WriteState != NullabilityState.Nullable)
            {
                throw new ArgumentException($"{name} is null; leave it as it is for the defaults.", name);
            }
            if (value is Enum member)
            {
                OptionCheck.Defined(name, member);
            }
            foreach (var attribute in property.GetCustomAttributes<ValidationAttribute>(inherit: true))
            {
                OptionCheck.Require(attribute.IsValid(value), name, OptionCheck.Show(value), attribute.FormatErrorMessage(name));
            }
        }
        options.CheckTogether(path);
    }
}
