"""The tools of `make quality` are content."""

import pytest

from quality.tools import TOOLS, Tool, run


@pytest.mark.parametrize("tool", TOOLS, ids=[tool.name for tool in TOOLS])
def test_tool_is_content(tool: Tool):
    code, said = run(tool)
    assert code == 0, f"{said}\n→ {tool.way_out}"
