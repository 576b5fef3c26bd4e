"""Where everything must be there (CI=true), nothing is skipped but tests that read samples outside the checkout."""

import os

import pytest

SAMPLES = "samples"
_skipped: dict[str, tuple[bool, str]] = {}


def _is_strict() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def _reason(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(report.longrepr)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note every skip, in the process that shows the results."""
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped[report.nodeid] = (SAMPLES in report.keywords, _reason(report))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the session for a skip that is not allowed."""
    if hasattr(session.config, "workerinput") or not _is_strict():
        return
    if any(not of_samples for of_samples, _ in _skipped.values()) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly what did not run, why, and what would let it run."""
    if not _skipped:
        return
    of_samples = [node for node, (allowed, _) in _skipped.items() if allowed]
    others = {node: reason for node, (allowed, reason) in _skipped.items() if not allowed}
    reasons: dict[str, int] = {}
    for reason in others.values():
        reasons[reason] = reasons.get(reason, 0) + 1
    terminalreporter.section("what did not run")
    terminalreporter.write_line(f"{len(of_samples)} tests that read samples outside the checkout")
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} tests: {reason}")
    if others and _is_strict():
        terminalreporter.write_line("CI=true: nothing else may be skipped. Skipped here:", red=True)
        for node in sorted(others):
            terminalreporter.write_line(f"  {node}", red=True)
