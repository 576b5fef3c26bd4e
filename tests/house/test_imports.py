"""Floors, furniture, doors and cycles, by import-linter; and that the doors can be found open."""

import tomllib

import grimp

from quality.doors import DoorsContract
from quality.tools import ROOT


def _doors_passed(imported: str) -> list[str]:
    """What the contract finds in a house where portal's views import this."""
    graph = grimp.ImportGraph()
    for module in ("preau.portal.views", imported):
        graph.add_module(module)
    graph.add_import(
        importer="preau.portal.views", imported=imported, line_number=1, line_contents=f"import {imported}"
    )
    options = {"common_ground": ["directory"]}
    contract = DoorsContract(name="doors", session_options={"root_packages": ["preau"]}, contract_options=options)
    return [str(one["imported"]) for one in contract.check(graph, verbose=False).metadata["found"]]


def test_a_room_entered_past_its_door_is_found():
    assert _doors_passed("preau.access.models") == ["preau.access.models"]


def test_doors_and_common_ground_are_open():
    assert not _doors_passed("preau.access.public")
    assert not _doors_passed("preau.directory.models")


def test_contracts_have_no_exception():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert len(contracts) == 5
    assert not [one["name"] for one in contracts if one.get("ignore_imports")]
    assert all(one.get("broken_contract_guidance") for one in contracts)
