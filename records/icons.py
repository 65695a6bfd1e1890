"""Line icons, drawn for this product on a grid of 24."""

from django.utils.safestring import SafeString, mark_safe

_DRAWINGS = {
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "search": '<circle cx="11" cy="11" r="6"/><path d="m15.500 15.500 4.500 4.500"/>',
    "bell": '<path d="M6.500 16.500V11a5.500 5.500 0 0 1 11 0v5.500l1.500 1.500H5zM10 20.500h4"/>',
    "next": '<path d="m9.500 6 6 6-6 6"/>',
    "back": '<path d="m14.500 6-6 6 6 6"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "check": '<path d="m5 12.500 4.500 4.500L19 7.500"/>',
    "pencil": '<path d="m5 19 .8-3.800L15.500 5.500l3 3L8.800 18.200zM13.500 7.500l3 3"/>',
    "download": '<path d="M12 4v11M7.500 10.500 12 15l4.500-4.500M5 19.500h14"/>',
    "upload": '<path d="M12 15V4M7.500 8.500 12 4l4.500 4.500M5 19.500h14"/>',
    "globe": '<circle cx="12" cy="12" r="8"/><path d="M4 12h16M12 4c5 5 5 11 0 16M12 4c-5 5-5 11 0 16"/>',
    "lock": '<rect x="5.500" y="10.500" width="13" height="9" rx="1.500"/><path d="M8.500 10.500V8a3.500 3.500 0 0 1 7 0v2.500"/>',
    "eye": '<path d="M3 12c4-7 14-7 18 0-4 7-14 7-18 0z"/><circle cx="12" cy="12" r="2.500"/>',
    "clock": '<circle cx="12" cy="12" r="8"/><path d="M12 7.500V12l3 2"/>',
    "person": '<circle cx="12" cy="8.500" r="3.500"/><path d="M5 19.500c1-6.500 13-6.500 14 0"/>',
    "filter": '<path d="M4 7h16M7 12h10M10 17h4"/>',
    "exit": '<path d="M13 5H5.500v14H13M10 12h10M16.500 8.500 20 12l-3.500 3.500"/>',
    "warning": '<path d="M12 4.500 21 19.500H3zM12 10v4.500M12 17v.5"/>',
    "info": '<circle cx="12" cy="12" r="8"/><path d="M12 11v5M12 8v.5"/>',
    "gate": '<path d="m12 4 8 8-8 8-8-8z"/>',
}

ICONS: dict[str, SafeString] = {name: mark_safe(drawing) for name, drawing in _DRAWINGS.items()}

# These point along the reading direction; a clock or a magnifying glass does not turn round.
TURNING = frozenset({"next", "back", "exit"})
