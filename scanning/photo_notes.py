"""What is said of a photograph: apart, so that a web process need not load what straightens one."""

STRAIGHTENED = "A photograph: the corners of the sheet were found, and it was straightened."
WHOLE = "No clear sheet was found in this photograph, so the whole picture is shown."
