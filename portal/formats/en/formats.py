_BETWEEN = ("/", ".", "-", " ")
# The first is how a form shows a day.
DATE_INPUT_FORMATS = [
    *(f"%d{sign}%m{sign}{year}" for year in ("%Y", "%y") for sign in _BETWEEN),
    "%Y-%m-%d",
    *(f"{day}%d {month} %Y" for day in ("", "%a ", "%A ") for month in ("%b", "%B")),
]
