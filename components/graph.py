"""A chart on a page before anything is drawn in it, and a figure as a change of the one that is shown."""

from typing import Any

from dash import Patch, dcc

_EMPTY = {"data": [], "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False},
                                 "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)"}}
_CONFIG: Any = {"displayModeBar": False, "doubleClick": False, "showTips": False}


def graph(element_id: str) -> dcc.Graph:
    """Return the room of a chart that a callback draws."""
    return dcc.Graph(id=element_id, figure=_EMPTY, config=_CONFIG, responsive=True)


def changed(figure: dict[str, Any], *, keeps_range: bool) -> Patch:
    """Return the figure as a change of the one that is shown; one that shows this span already keeps it."""
    patch, layout = Patch(), dict(figure["layout"])
    patch["data"] = figure["data"]
    if keeps_range:
        axis = layout.pop("xaxis")
        patch["layout"]["xaxis"].update({key: axis[key] for key in ("tickvals", "ticktext")})
    patch["layout"].update(layout)
    return patch
