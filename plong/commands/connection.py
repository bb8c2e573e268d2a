"""What a person is told of the connection to the server."""

from plong.client import Disconnected, Event, Reconnected, Reconnecting, Restarting
from plong.commands.report import Report


def tell(event: Event, report: Report) -> None:
    """Show an event if it is one of the connection."""
    match event:
        case Restarting(seconds):
            report.show("restarting", seconds=seconds)
        case Disconnected():
            report.show("disconnected")
        case Reconnecting(attempt, delay):
            report.show("reconnecting", attempt=attempt, seconds=delay)
        case Reconnected():
            report.show("reconnected")
