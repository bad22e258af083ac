#!/usr/bin/env bash
# Makes what tests/gpu/run.sh runs on a machine with a GPU: the parity runner, the tests of a GPU and a benchmark, with .NET, the
# built-in model and the reference's numbers, and without libtorch. Linux x64, with the .NET SDK.
#
#   tests/gpu/bundle.sh [folder]       # artifacts/gpu: the folder tpt-gpu, and tpt-gpu.tar.gz of it
#
# The archive may have 60 MB at most; more is a failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

out=${1:-artifacts/gpu}
most=60000000
mkdir -p "$out"
out=$(cd "$out" && pwd)
bundle=$out/tpt-gpu
rm -rf "$bundle" "$bundle.tar.gz"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
# Build outputs of the checkout stay as they are.
dotnet publish -c Release -r linux-x64 --self-contained tests/Tpt.Gpu -o "$bundle" --artifacts-path "$out/build" \
  -p:WithoutLibTorch=true -p:RunAnalyzers=false
find "$bundle" -name '*.pdb' -delete -o -name '*.xml' -delete
cp tests/gpu/run.sh tests/gpu/README.md "$bundle/"

if find "$bundle" -name 'libtorch*' -o -name 'libc10*' | grep -q .; then
  echo "the bundle has libtorch in it, which the machine is to bring" >&2
  exit 1
fi
tar -C "$out" -czf "$bundle.tar.gz" tpt-gpu
compressed=$(stat -c %s "$bundle.tar.gz")
unpacked=$(du -sb "$bundle" | cut -f 1)
echo "$bundle.tar.gz: $((compressed / 1000000)) MB, $((unpacked / 1000000)) MB unpacked"
if [ "$compressed" -gt "$most" ]; then
  echo "the archive has $compressed bytes, and may have $most" >&2
  exit 1
fi
