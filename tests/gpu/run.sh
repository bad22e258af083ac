#!/usr/bin/env bash
# Runs a bundle of tests/gpu/bundle.sh on a machine that has an NVIDIA driver and a PyTorch 2.10 installation, and no network: parity with the
# reference, the tests of a GPU, and a benchmark, with that installation's libtorch. Linux x64.
#
#   tpt-gpu/run.sh <bundle> [PyTorch] [-- benchmark options]
#
#   <bundle>    the folder tpt-gpu, or tpt-gpu.tar.gz
#   [PyTorch]   where libtorch_cpu.so is: a folder torch/lib, or one above it, such as a virtual environment. Without it, Python is asked.
#
# TPT_GPU_DEVICE  cuda:0, another GPU, or cpu    (cuda:0 where the installation has CUDA and the driver shows a GPU, else cpu)
# TPT_GPU_OUT     where everything goes          (tpt-gpu-results)
#
# It ends with one summary, ready for a README: device, command and figures. It fails where parity, a test or the benchmark does.
set -euo pipefail

built_for=2.10
shown=20

fail() { echo "$1" >&2; exit 1; }

[ $# -ge 1 ] || fail "usage: run.sh <bundle> [PyTorch] [-- benchmark options]"
command="$0 $*"
bundle=$1
shift
pytorch=
if [ $# -gt 0 ] && [ "$1" != -- ]; then
  pytorch=$1
  shift
fi
if [ "${1:-}" = -- ]; then
  shift
fi
out=$(mkdir -p "${TPT_GPU_OUT:-tpt-gpu-results}" && cd "${TPT_GPU_OUT:-tpt-gpu-results}" && pwd)

if [ -f "$bundle" ]; then
  tar -C "$out" -xzf "$bundle"
  bundle=$out/tpt-gpu
fi
program=$(cd "$bundle" && pwd)/Tpt.Gpu
[ -x "$program" ] || fail "'$bundle' is no bundle of tests/gpu/bundle.sh: it has no program Tpt.Gpu"

# Where libtorch_cpu.so is.
find_libraries() {
  local folder
  if [ -n "$pytorch" ]; then
    for folder in "$pytorch" "$pytorch/lib" "$pytorch/torch/lib" "$pytorch"/lib/python3*/site-packages/torch/lib; do
      [ -f "$folder/libtorch_cpu.so" ] && { (cd "$folder" && pwd); return 0; }
    done
    return 1
  fi
  for folder in python3 python; do
    "$folder" -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))' 2>/dev/null && return 0
  done
  return 1
}
where="in a PyTorch that python3 finds"
[ -z "$pytorch" ] || where="in or below '$pytorch'"
libraries=$(find_libraries) || fail "there is no libtorch_cpu.so $where: name a PyTorch installation as the second argument"
version=$(sed -n "s/^__version__ = '\(.*\)'$/\1/p" "$libraries/../version.py" 2>/dev/null || true)

path=$libraries
for folder in "$libraries"/../../nvidia/*/lib; do
  [ -d "$folder" ] && path=$path:$(cd "$folder" && pwd)
done
# libcupti counts launches. A PyTorch of NVIDIA's packages has its own; CUDA's toolkit has another.
[ ! -d /usr/local/cuda/extras/CUPTI/lib64 ] || path=$path:/usr/local/cuda/extras/CUPTI/lib64
export LD_LIBRARY_PATH=$path${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export OMP_WAIT_POLICY=passive

card=
driver=
if command -v nvidia-smi >/dev/null && cards=$(nvidia-smi --query-gpu=name,driver_version --format=csv,noheader 2>/dev/null); then
  device_number=${TPT_GPU_DEVICE:-cuda:0}
  device_number=${device_number#cuda:}
  line=$(sed -n "$((${device_number/cpu/0} + 1))p" <<<"$cards")
  card=${line%%, *}
  driver=${line##*, }
fi
if [ -n "${TPT_GPU_DEVICE:-}" ]; then
  device=$TPT_GPU_DEVICE
elif [ -f "$libraries/libtorch_cuda.so" ] && [ -n "$card" ]; then
  device=cuda:0
else
  device=cpu
fi
[ "$device" != cpu ] || card=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)

# What TorchSharp's native library asks for and nothing here has, a symbol a line. It was built for one version of libtorch.
missing_symbols() {
  local library=$bundle/libLibTorchSharp.so system
  system=$(ldd "$library" | sed -n 's/.* => \(\/[^ ]*\).*/\1/p')
  # A symbol of the loader, which ldd names otherwise, and a marker of GCC 13 that nothing calls, are no loss.
  # shellcheck disable=SC2086 # the libraries are words
  comm -23 \
    <(nm -D --undefined-only "$library" | awk '$1 != "w" && $1 != "v" { sub(/@.*/, "", $NF); print $NF }' | sort -u) \
    <({ nm -D --defined-only "$libraries"/lib{torch,torch_cpu,torch_cuda,c10,c10_cuda}.so $system 2>/dev/null || true; } | awk 'NF >= 3 { sub(/@.*/, "", $NF); print $NF }' | sort -u) \
    | { grep -vx -e __tls_get_addr -e _ZSt21ios_base_library_initv || true; } | { if command -v c++filt >/dev/null; then c++filt; else cat; fi; }
}

# All symbols are looked up at once, which .NET would do one by one while it runs.
checked=0
LD_BIND_NOW=1 "$program" check --device "$device" >"$out/check.txt" 2>&1 || checked=$?
missing=unknown
if command -v nm >/dev/null; then
  missing_symbols >"$out/missing.txt"
  missing=$(grep -c . "$out/missing.txt" || true)
fi
if [ "$checked" -ne 0 ]; then
  cat "$out/check.txt" >&2
  echo >&2
  if [ "$missing" = unknown ]; then
    echo "which symbols libtorch ${version:-of an unknown version} in '$libraries' lacks, if any, only nm of binutils can say, and it is not there" >&2
  elif [ "$missing" -gt 0 ]; then
    echo "libtorch ${version:-of an unknown version} in '$libraries' lacks $missing symbols that TorchSharp's library asks for:" >&2
    head -n "$shown" "$out/missing.txt" | cut -c 1-160 >&2
    [ "$missing" -le "$shown" ] || echo "... and $((missing - shown)) more in '$out/missing.txt'" >&2
  else
    echo "libtorch ${version:-of an unknown version} in '$libraries' lacks no symbol, and the check ended with exit code $checked: see above" >&2
  fi
  fail "take a PyTorch of the version that TorchSharp's library was built for, $built_for"
fi

failures=0
stage() { # stage <name> <argument>...: runs a command of the program, and keeps what it prints
  local name=$1 status=0 start=$SECONDS
  shift
  echo "== $name"
  "$program" "$@" 2>&1 | tee "$out/$name.txt" || status=$?
  seconds[$name]=$((SECONDS - start))
  if [ "$status" -ne 0 ]; then
    failures=$((failures + 1))
    echo "$name ended with exit code $status" | tee -a "$out/$name.txt"
  fi
}
declare -A seconds
stage parity parity --device "$device"
stage tests tests --device "$device"
if [ $# -eq 0 ] && [ "$device" = cpu ]; then
  # A trial: ViT-B/16 with the published algorithm takes a CPU half an hour.
  set -- --model built-in --batch 1 64 --classes 10 100 --repetitions 3
fi
stage benchmark benchmark --device "$device" ${card:+--card "$card"} --json "$out/benchmark.json" "$@"

{
  echo "== summary"
  echo "command: $command"
  echo "device: $device, ${card:-unknown card}${driver:+, driver $driver}"
  echo "libtorch: ${version:-unknown version}, $missing symbols missing"
  cat "$out/check.txt"
  echo "parity: $(tail -n 1 "$out/parity.txt"), ${seconds[parity]} s"
  echo "tests: $(tail -n 1 "$out/tests.txt"), ${seconds[tests]} s"
  echo "benchmark: ${seconds[benchmark]} s"
  echo
  sed -n '/^quantity /,/further quantities/p' "$out/parity.txt"
  echo
  grep -E '^\||synthetic weights|^launches not counted' "$out/benchmark.txt" | sed 's/^| \(prompt tuning\)/\n| \1/' || true
} | tee "$out/summary.txt"
[ "$failures" -eq 0 ]
