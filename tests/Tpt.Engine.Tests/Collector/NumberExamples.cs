using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Collector;

/// <summary>Numbers that are held and numbers that are not, for the test of the audit itself.</summary>
internal static class NumberExamples
{
    internal static class Held
    {
        private static readonly Scalar _half = 0.5;

        public static Tensor Static(Tensor x) => x.mul(_half);

        public static Tensor Local(Tensor x)
        {
            using Scalar number = 0.5;
            return x.mul(number);
        }
    }

    internal static class Converted
    {
        public static Tensor Of(Tensor x) => x.mul(0.5);
    }

    internal static class ConvertedEarly
    {
        public static Tensor Of(Tensor x)
        {
            Scalar number = 0.5;
            return x.mul(number);
        }
    }

    internal static class InsideTorchSharp
    {
        public static Tensor Of(Tensor x) => x + x;
    }

    internal static class InsideALambda
    {
        public static Func<Tensor, Tensor> Of() => x => x + x;
    }
}
