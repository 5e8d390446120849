"""Documents of the demo: pages made here, of no real maker."""

from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

INTERVALS = {
    "pump": [("Weekly", "Look at the seal for leaks, listen to both bearings"),
             ("Every 2,000 h", "Grease the bearings"),
             ("Every 8,000 h", "Check the alignment of the coupling"), ("Every 16,000 h", "Replace seal and bearings")],
    "fan": [("Weekly", "Look for dust on the impeller"), ("Every 2,000 h", "Grease the bearings"),
            ("Every 8,000 h", "Clean and balance the impeller"), ("Every 24,000 h", "Replace the bearings")],
    "compressor": [("Daily", "Read oil level and final temperature"), ("Every 2,000 h", "Replace the air filter"),
                   ("Every 4,000 h", "Replace oil and oil filter"), ("Every 8,000 h", "Replace the separator")],
    "gearbox": [("Weekly", "Read oil level and temperature"), ("Every 5,000 h", "Take an oil sample"),
                ("Every 10,000 h", "Replace the oil"), ("Every 40,000 h", "Inspect the teeth")],
    "hydraulic": [("Daily", "Read oil level and pressure"), ("Every 1,000 h", "Look at the filter indicators"),
                  ("Every 4,000 h", "Replace the filters"), ("Yearly", "Check the pressure in the accumulators")],
    "motor": [("Weekly", "Keep the fan cowl free"), ("Every 4,000 h", "Grease the bearings"),
              ("Every 10,000 h", "Measure the insulation"), ("Every 20,000 h", "Replace the bearings")]}


def instructions(kind: str) -> bytes:
    """Return what has to be done on a machine of this type, and how often, as a PDF."""
    rows = INTERVALS.get(kind, INTERVALS["motor"])
    words = ["Written for the demo of Stethos; it belongs to no real machine.",
             "Before any work: switch off, lock, prove that it is dead, and wait until nothing turns."]
    return _pdf(f"Maintenance instructions: {kind}", words, [("When", "What"), *rows])


def site_rules(site: str) -> bytes:
    """Return what somebody has to know who comes to a site for the first time, as a PDF."""
    rows = [("Where", "What applies"), ("Gate", "Report to the porter; vehicles get a pass"),
            ("Halls", "Helmet, safety shoes, ear protection behind the yellow line"),
            ("Machines", "Nobody works alone; the control room is told before and after"),
            ("Emergency", "Red telephone in each hall; meeting point at the car park")]
    return _pdf(f"Site rules: {site}", ["Written for the demo of Stethos."], rows)


def _pdf(title: str, words: list[str], rows: list[tuple[str, str]]) -> bytes:
    out, styles = BytesIO(), getSampleStyleSheet()
    table = Table(rows, colWidths=[110, 340], hAlign="LEFT")
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
                               ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold"),
                               ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke)]))
    body = [Paragraph(text, styles["BodyText"]) for text in words]
    story = [Paragraph(title, styles["Title"]), *body, Spacer(1, 14), table]
    SimpleDocTemplate(out, pagesize=A4, title=title, invariant=1).build(story)
    return out.getvalue()
