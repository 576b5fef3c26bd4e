"""Lists kept by a school outside the academy's directory: a CSV file, its columns said, rehearsed, then applied.

The file becomes the records that the academy's export is made of, and goes the same way (preau.imports.aaf.engine):
staging, rehearsal, school by school, report, undoing. What is of the file alone is here: how it is written (tables),
what its columns are (fields, guessing, checking), who a line is about (held, keys), and the records (reading).
"""
