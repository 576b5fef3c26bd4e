"""A fictitious academy written as AAF files, at any size, always the same for the same plan."""

from preau.imports.demo.academy import write_academy
from preau.imports.demo.command import main
from preau.imports.demo.delta import write_delta
from preau.imports.demo.plan import DeltaSummary, DemoPlan, DemoSummary, OddEntry

__all__ = ["DeltaSummary", "DemoPlan", "DemoSummary", "OddEntry", "main", "write_academy", "write_delta"]
