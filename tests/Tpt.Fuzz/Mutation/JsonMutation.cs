using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tpt.Fuzz.Mutation;

/// <summary>Changes values, keys and structure of JSON; now and then the text itself.</summary>
internal sealed class JsonMutation
{
    private readonly Pcg _random;

    /// <summary>What stands in the text where a placeholder does: JSON that the node classes cannot hold, such as a key twice or half a surrogate pair.</summary>
    private readonly List<string> _raw = [];

    private JsonMutation(Pcg random) => _random = random;

    /// <summary>One to three changes of a valid document, or of anything else as bytes.</summary>
    public static byte[] Mutate(byte[] json, Pcg random)
    {
        var mutation = new JsonMutation(random);
        var root = JsonNode.Parse(json)!;
        for (var rounds = 1 + random.Below(3); rounds > 0; rounds--)
        {
            mutation.Change(root);
        }
        var text = root.ToJsonString();
        for (var i = 0; i < mutation._raw.Count; i++)
        {
            text = text.Replace($"\"@@{i}@@\"", mutation._raw[i], StringComparison.Ordinal);
        }
        var bytes = Encoding.UTF8.GetBytes(text);
        return random.Below(16) switch
        {
            0 => [0xEF, 0xBB, 0xBF, .. bytes],
            1 => ByteMutation.Mutate(bytes, random),
            2 => Encoding.Unicode.GetBytes(text),
            _ => bytes,
        };
    }

    private void Change(JsonNode root)
    {
        var places = Containers(root).ToList();
        if (places.Count == 0)
        {
            return;
        }
        if (_random.Pick(places) is JsonObject map)
        {
            ChangeProperty(map);
        }
        else
        {
            ChangeItem((JsonArray)_random.Pick([.. places.Where(place => place is JsonArray), new JsonArray()]));
        }
    }

    private void ChangeProperty(JsonObject map)
    {
        if (map.Count == 0)
        {
            map[Placeholder("\"\"")] = Value();
            return;
        }
        var key = map.GetAt(_random.Below(map.Count)).Key;
        switch (_random.Below(6))
        {
            case 0:
                map.Remove(key);
                break;
            case 1:
                map[Placeholder(JsonSerializer.Serialize(key))] = Value();      // the key twice
                break;
            case 2:
                var value = map[key]?.DeepClone();
                map.Remove(key);
                map[Placeholder(_random.Pick<string>(["\"\"", "\"\\ud800\"", "\"\\u0000\"", $"\"{new string('k', 3000)}\"", JsonSerializer.Serialize(key + "x")]))] = value;
                break;
            case 3:
                map[key] = map.GetAt(_random.Below(map.Count)).Value?.DeepClone();
                break;
            default:
                map[key] = Value();
                break;
        }
    }

    private void ChangeItem(JsonArray array)
    {
        var index = _random.Below(array.Count);
        switch (_random.Below(4))
        {
            case 0 when array.Count > 0:
                array.RemoveAt(index);
                break;
            case 1 when array.Count > 0:
                array.Insert(index, array[index]?.DeepClone());
                break;
            case 2 when array.Count > 0:
                array[index] = Value();
                break;
            default:
                array.Insert(index, Value());
                break;
        }
    }

    private JsonValue Value() => JsonValue.Create(Placeholder(_random.OneIn(60) ? Interesting.Large(_random) : _random.Pick(Interesting.JsonValues)))!;

    private string Placeholder(string raw)
    {
        _raw.Add(raw);
        return $"@@{_raw.Count - 1}@@";
    }

    private static IEnumerable<JsonNode> Containers(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(property => Containers(property.Value)).Prepend(map),
        JsonArray array => array.SelectMany(Containers).Prepend(array),
        _ => [],
    };
}
