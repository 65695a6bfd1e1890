"""Line icons, drawn for this product on a grid of 24."""

from django.utils.safestring import SafeString

_DRAWINGS = {
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "search": '<circle cx="11" cy="11" r="6"/><path d="m15.5 15.5 4.5 4.5"/>',
    "bell": '<path d="M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5zM10 20.5h4"/>',
    "next": '<path d="m9.5 6 6 6-6 6"/>',
    "back": '<path d="m14.5 6-6 6 6 6"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "pencil": '<path d="m5 19 .8-3.8L15.5 5.5l3 3L8.8 18.2zM13.5 7.5l3 3"/>',
    "download": '<path d="M12 4v11M7.5 10.5 12 15l4.5-4.5M5 19.5h14"/>',
    "upload": '<path d="M12 15V4M7.5 8.5 12 4l4.5 4.5M5 19.5h14"/>',
    "globe": '<circle cx="12" cy="12" r="8"/><path d="M4 12h16M12 4c5 5 5 11 0 16M12 4c-5 5-5 11 0 16"/>',
    "lock": '<rect x="5.5" y="10.5" width="13" height="9" rx="1.5"/><path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5"/>',
    "eye": '<path d="M3 12c4-7 14-7 18 0-4 7-14 7-18 0z"/><circle cx="12" cy="12" r="2.5"/>',
    "clock": '<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/>',
    "person": '<circle cx="12" cy="8.5" r="3.5"/><path d="M5 19.5c1-6.5 13-6.5 14 0"/>',
    "filter": '<path d="M4 7h16M7 12h10M10 17h4"/>',
    "exit": '<path d="M13 5H5.5v14H13M10 12h10M16.5 8.5 20 12l-3.5 3.5"/>',
    "warning": '<path d="M12 4.5 21 19.5H3zM12 10v4.5M12 17v.5"/>',
    "info": '<circle cx="12" cy="12" r="8"/><path d="M12 11v5M12 8v.5"/>',
    "gate": '<path d="m12 4 8 8-8 8-8-8z"/>',
}

ICONS: dict[str, SafeString] = {name: SafeString(drawing) for name, drawing in _DRAWINGS.items()}

# These point along the reading direction; a clock or a magnifying glass does not turn round.
TURNING = frozenset({"next", "back", "exit"})
