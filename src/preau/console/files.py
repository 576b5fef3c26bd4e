"""A list as a file that a browser keeps: CSV as it is read; a workbook, whole, from a temporary file."""

import tempfile
from collections.abc import Iterable, Sequence

from django.http import FileResponse, Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase

from preau.console.enums import WRITTEN, ExportFormat
from preau.kernel.spreadsheets import csv_chunks, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = Sequence[str]


def file_of(chunks: Iterable[Iterable[Row]], *, name: str, title: str, format: str) -> HttpResponseBase:
    """The file; no cell of it runs as a formula. `name` is without its ending; 404 for a format that is not written."""
    if format not in WRITTEN:
        raise Http404
    answer: HttpResponseBase
    if format == ExportFormat.CSV:
        answer = StreamingHttpResponse(csv_chunks(chunks), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    else:
        whole = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
        write_xlsx(chunks, whole, title=title)
        whole.seek(0)
        answer = FileResponse(whole, as_attachment=True, filename=f"{name}.{format}", content_type=XLSX)
    answer["Cache-Control"] = "no-store"
    return answer


def counts_file(headings: Row, rows: Iterable[Row], *, name: str, title: str, format: str) -> HttpResponseBase:
    """A short list that names nobody: it leaves at once, whoever may read it."""
    return file_of([[headings, *rows]], name=name, title=title, format=format)
