"""The import contract of doors: from outside, only `public` and `enums` of a room may be imported."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

ROOT = "preau"
DOORS = frozenset({"public", "enums"})
NOT_ROOMS = frozenset({"cli", "config", "__main__"})


def _parts(module: str) -> tuple[str, str]:
    """Room and first name inside it: "preau.access.models.hats" is ("access", "models")."""
    names = module.split(".")
    return (names[1] if len(names) > 1 else ""), (names[2] if len(names) > 2 else "")


class DoorsContract(Contract):
    """`common_ground` lists the rooms that are open to all; the command line and the settings stand outside."""

    common_ground = fields.ListField(subfield=fields.StringField())
    broken_contract_guidance = fields.StringField(required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every import from one room to another."""
        open_rooms = set(self.common_ground) | NOT_ROOMS  # type: ignore[call-overload]
        found: list[dict[str, Any]] = []
        for importer in sorted(graph.modules):
            room, _ = _parts(importer)
            if not room or room in NOT_ROOMS:
                continue
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                other, inside = _parts(imported)
                if not other or other == room or other in open_rooms or inside in DOORS:
                    continue
                found += [
                    {"importer": importer, "imported": imported, "line": detail["line_number"]}
                    for detail in graph.get_import_details(importer=importer, imported=imported)
                ]
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say which imports go past a door."""
        for one in check.metadata["found"]:
            output.print_error(f"{one['importer']} (line {one['line']}) imports {one['imported']}", bold=False)
        output.print_error(str(self.broken_contract_guidance or ""), bold=False)
