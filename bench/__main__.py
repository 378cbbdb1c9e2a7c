"""Run benchmarks by name, all of them without one, and fail when a goal is not held."""

import argparse
import importlib
import pkgutil
import sys

import bench


def main() -> int:
    """Print the figures of the benchmarks that the command line names; return 1 when a goal is not held."""
    names = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_"))
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", metavar="NAME", nargs="*", help=f"one of: {', '.join(names)}; all by default")
    parser.add_argument("--quick", action="store_true", help="a short run whose ratios are rough")
    arguments = parser.parse_args()
    if unknown := sorted(set(arguments.names) - set(names)):
        parser.error(f"no benchmark {', '.join(unknown)}; there are: {', '.join(names)}")
    held = True
    for name in arguments.names or names:
        for figure in importlib.import_module(f"bench.{name}").figures(quick=arguments.quick):
            print(figure.line(), flush=True)
            held = held and figure.held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
