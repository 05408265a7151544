"""Views of the front door and of the staff screens that join several apps."""
