using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Tpt.Pretraining.Training;

/// <summary>
/// Draws one picture as other hands might have drawn it: cropped, zoomed, turned and mirrored; posterised, outlined, in
/// line art, as a silhouette; recoloured; on paper of any colour. Its random numbers come from libtorch's default generator.
/// </summary>
internal static class Augmentation
{
    private const double FullFrameShare = 0.25;
    private static readonly float[] _grey = [0.299f, 0.587f, 0.114f];

    // Rotation about the grey axis in YIQ, as in SVG's feColorMatrix.
    private static readonly float[,] _hueCosine = { { .701f, -.587f, -.114f }, { -.299f, .413f, -.114f }, { -.3f, -.588f, .886f } };
    private static readonly float[,] _hueSine = { { .168f, .330f, -.497f }, { -.328f, .035f, .292f }, { 1.25f, -1.05f, -.203f } };

    /// <summary>Premultiplied RGBA bytes <c>[batch, side, side, 4]</c> to normalised <c>[batch, 3, size, size]</c>.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="mayBeMirrored">For each picture, whether its mirror image is the same thing.</param>
    /// <param name="size">The side of what the image tower takes.</param>
    /// <param name="smallestArea">The smallest share of the picture's area that a crop shows.</param>
    public static Tensor Apply(Tensor pictures, bool[] mayBeMirrored, int size, double smallestArea)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var rgba = Crop(PixelNormalisation.ToChannels(pictures), mayBeMirrored, size, smallestArea);
        var (rgb, alpha) = (rgba.narrow(1, 0, 3).clone(), rgba.narrow(1, 3, 1).clone());
        Restyle(rgb, alpha);
        rgb = Recolour(rgb, alpha);
        var paper = Paper(rgb.shape[0], size, rgb.device);
        var image = Contrast(rgb + paper * (1 - alpha));
        Blur(image);
        Noise(image);
        return PixelNormalisation.Normalise(image.clamp_(0, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>Crops of <paramref name="smallestArea"/> to 1.3 times the area; a share of pictures is taken whole and straight.</summary>
    private static Tensor Crop(Tensor rgba, bool[] mayBeMirrored, int size, double smallestArea)
    {
        var batch = rgba.shape[0];
        var device = rgba.device;
        var full = Chance(batch, FullFrameShare, device);
        var area = where(full, 1, Uniform(batch, Math.Log(smallestArea), Math.Log(1.3), device).exp());
        var aspect = where(full, 1, Uniform(batch, -0.29, 0.29, device).exp());
        var angle = where(full | Chance(batch, 0.5, device), 0, randn(batch, device: device) * 0.15);
        var (width, height) = ((area * aspect).sqrt(), (area / aspect).sqrt());
        var x = Uniform(batch, -1, 1, device) * (1 - width).abs();
        var y = Uniform(batch, -1, 1, device) * (1 - height).abs();
        var mirrored = tensor(mayBeMirrored, device: device) & Chance(batch, 0.5, device);
        var sign = where(mirrored, tensor(-1f, device: device), tensor(1f, device: device));
        var (cos, sin) = (angle.cos(), angle.sin());
        var rows = stack([stack([cos * width * sign, -sin * height, x], 1), stack([sin * width * sign, cos * height, y], 1)], 1);
        var grid = affine_grid(rows, [batch, 4, size, size], align_corners: false);
        return grid_sample(rgba, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false);
    }

    /// <summary>Half of the pictures get another manner of drawing: posterised, line art, outlined, silhouette.</summary>
    private static void Restyle(Tensor rgb, Tensor alpha)
    {
        var manner = rand(rgb.shape[0], device: rgb.device);
        Change(manner.lt(0.10), rgb, alpha, Posterise);
        Change(manner.ge(0.10) & manner.lt(0.20), rgb, alpha, LineArt);
        Change(manner.ge(0.20) & manner.lt(0.48), rgb, alpha, Outline);
        Change(manner.ge(0.48) & manner.lt(0.52), rgb, alpha, Silhouette);
    }

    private static void Change(Tensor chosen, Tensor rgb, Tensor alpha, Func<Tensor, Tensor, (Tensor Rgb, Tensor Alpha)> manner)
    {
        using var scope = NewDisposeScope();
        var rows = chosen.nonzero().squeeze(1);
        if (rows.shape[0] == 0)
        {
            return;
        }
        var (newRgb, newAlpha) = manner(rgb.index_select(0, rows), alpha.index_select(0, rows));
        rgb.index_copy_(0, rows, newRgb);
        alpha.index_copy_(0, rows, newAlpha);
    }

    private static (Tensor Rgb, Tensor Alpha) Posterise(Tensor rgb, Tensor alpha)
    {
        var levels = randint(2, 5, [rgb.shape[0], 1, 1, 1], device: rgb.device).to(ScalarType.Float32);
        return ((rgb * levels).round() / levels, alpha);
    }

    /// <summary>Dark lines at edges, white or nothing between them.</summary>
    private static (Tensor Rgb, Tensor Alpha) LineArt(Tensor rgb, Tensor alpha)
    {
        var batch = rgb.shape[0];
        var edges = Range(Luminance(rgb, alpha), 3) + 0.7 * Range(alpha, 3);
        var lines = ((edges - 0.1) * Uniform(batch, 3, 7, rgb.device).view(-1, 1, 1, 1)).clamp(0, 1);
        var filled = Chance(batch, 0.7, rgb.device).view(-1, 1, 1, 1).to(ScalarType.Float32);
        return ((alpha * (1 - lines) * filled).expand(-1, 3, -1, -1), maximum(alpha * filled, lines));
    }

    /// <summary>A dark line round the shape, and for half of the pictures between their colours too, some of them flattened.</summary>
    private static (Tensor Rgb, Tensor Alpha) Outline(Tensor rgb, Tensor alpha)
    {
        var batch = rgb.shape[0];
        var device = rgb.device;
        var thick = Chance(batch, 0.35, device).view(-1, 1, 1, 1);
        var round = where(thick, Range(alpha, 5), Range(alpha, 3)).clamp(0, 1);
        var between = ((Range(Luminance(rgb, alpha), 3) - 0.2) * 5).clamp(0, 1) * alpha;
        var lines = maximum(round, between * Chance(batch, 0.6, device).view(-1, 1, 1, 1).to(ScalarType.Float32));
        var levels = randint(3, 6, [batch, 1, 1, 1], device: device).to(ScalarType.Float32);
        var flat = where(Chance(batch, 0.4, device).view(-1, 1, 1, 1), minimum((rgb * levels).round() / levels, alpha), rgb);
        var ink = rand([batch, 1, 1, 1], device: device) * 0.15;
        return (flat * (1 - lines) + ink * lines, maximum(alpha, lines));
    }

    /// <summary>One colour, from black to bright, over the whole shape; the insides of light pictures stay cut out.</summary>
    private static (Tensor Rgb, Tensor Alpha) Silhouette(Tensor rgb, Tensor alpha)
    {
        var batch = rgb.shape[0];
        var colour = rand([batch, 3, 1, 1], device: rgb.device) * Uniform(batch, 0, 0.8, rgb.device).view(-1, 1, 1, 1);
        var light = (Luminance(rgb, alpha) - 0.65).mul(5).clamp(0, 1) * Chance(batch, 0.6, rgb.device).view(-1, 1, 1, 1).to(ScalarType.Float32);
        var shape = alpha * (1 - light);
        return (colour * shape, shape);
    }

    /// <summary>Saturation, hue and brightness; a quarter of the pictures keep their colours.</summary>
    private static Tensor Recolour(Tensor rgb, Tensor alpha)
    {
        var batch = rgb.shape[0];
        var device = rgb.device;
        var saturation = where(Chance(batch, 0.15, device), 0, Uniform(batch, 0.3, 1.6, device)).view(-1, 1, 1);
        var hue = where(Chance(batch, 0.5, device), 0, randn(batch, device: device) * 0.3).view(-1, 1, 1);
        var identity = eye(3, device: device);
        var grey = tensor(_grey, device: device).view(1, 3).expand(3, 3);
        var turned = grey + hue.cos() * tensor(_hueCosine, device: device) + hue.sin() * tensor(_hueSine, device: device);
        var matrix = (saturation * identity + (1 - saturation) * grey).matmul(turned) * Uniform(batch, 0.75, 1.25, device).view(-1, 1, 1);
        matrix = where(Chance(batch, 0.25, device).view(-1, 1, 1), identity, matrix);
        var recoloured = matrix.bmm(rgb.flatten(2)).view(rgb.shape);
        return minimum(recoloured.clamp(min: 0), alpha);
    }

    /// <summary>White, a plain colour (rather light) or a smooth mixture of colours.</summary>
    private static Tensor Paper(long batch, int size, Device device)
    {
        var plain = rand([batch, 3, 1, 1], device: device);
        plain = where(Chance(batch, 0.5, device).view(-1, 1, 1, 1), 0.6 + 0.4 * plain, plain).expand(-1, -1, size, size);
        var mixture = interpolate(rand([batch, 3, 3, 3], device: device), size: [size, size], mode: InterpolationMode.Bilinear, align_corners: true);
        var kind = rand(batch, device: device).view(-1, 1, 1, 1);
        return where(kind.lt(0.6), ones(1, device: device), where(kind.lt(0.86), plain, mixture));
    }

    private static Tensor Contrast(Tensor image)
    {
        var batch = image.shape[0];
        var factor = where(Chance(batch, 0.25, image.device), 1, Uniform(batch, 0.7, 1.25, image.device)).view(-1, 1, 1, 1);
        var mean = image.mean([1, 2, 3], keepdim: true);
        return (image - mean) * factor + mean;
    }

    private static void Blur(Tensor image) => ChangeImages(image, 0.1,
        chosen => avg_pool2d(pad(chosen, [1, 1, 1, 1], PaddingModes.Replicate), kernel_size: 3, stride: 1));

    private static void Noise(Tensor image) => ChangeImages(image, 0.1, chosen => chosen + randn_like(chosen) * 0.05);

    private static void ChangeImages(Tensor image, double share, Func<Tensor, Tensor> change)
    {
        using var scope = NewDisposeScope();
        var rows = Chance(image.shape[0], share, image.device).nonzero().squeeze(1);
        if (rows.shape[0] > 0)
        {
            image.index_copy_(0, rows, change(image.index_select(0, rows)));
        }
    }

    /// <summary>The difference of the largest and smallest value in a square neighbourhood.</summary>
    private static Tensor Range(Tensor values, long side)
        => max_pool2d(values, side, 1, side / 2) + max_pool2d(-values, side, 1, side / 2);

    /// <summary>On half-grey paper, so that white and black shapes both have edges.</summary>
    private static Tensor Luminance(Tensor rgb, Tensor alpha)
        => 0.3 * rgb.narrow(1, 0, 1) + 0.59 * rgb.narrow(1, 1, 1) + 0.11 * rgb.narrow(1, 2, 1) + (1 - alpha) * 0.5;

    private static Tensor Uniform(long count, double low, double high, Device device) => rand(count, device: device) * (high - low) + low;

    private static Tensor Chance(long count, double probability, Device device) => rand(count, device: device).lt(probability);
}
