"""Time zone names of Rails, which clients of the Tomatoes API send beside IANA names.

Most are a city of the IANA database, so only its region is noted; the others map one to one.
"""

from __future__ import annotations

import zoneinfo
from functools import cache

_CITIES = {
    "Africa": "Casablanca|Monrovia|Cairo|Harare|Nairobi",
    "America": "Tijuana|Chihuahua|Mazatlan|Mexico City|Monterrey|Bogota|Lima|Caracas|La Paz"
    "|Santiago|Montevideo|Puerto Rico",
    "Asia": "Jerusalem|Kuwait|Riyadh|Baghdad|Tehran|Muscat|Baku|Tbilisi|Yerevan|Kabul|Karachi"
    "|Tashkent|Kolkata|Kathmandu|Dhaka|Almaty|Novosibirsk|Rangoon|Bangkok|Jakarta|Krasnoyarsk"
    "|Chongqing|Hong Kong|Urumqi|Kuala Lumpur|Singapore|Taipei|Irkutsk|Ulaanbaatar|Seoul|Tokyo"
    "|Yakutsk|Vladivostok|Magadan|Srednekolymsk|Kamchatka",
    "Atlantic": "Azores",
    "Australia": "Perth|Darwin|Adelaide|Melbourne|Sydney|Brisbane|Hobart|Canberra",
    "Europe": "Dublin|Lisbon|London|Belgrade|Bratislava|Budapest|Ljubljana|Prague|Sarajevo|Skopje"
    "|Warsaw|Zagreb|Brussels|Copenhagen|Madrid|Paris|Amsterdam|Berlin|Zurich|Rome|Stockholm"
    "|Vienna|Bucharest|Helsinki|Riga|Sofia|Tallinn|Vilnius|Athens|Istanbul|Minsk|Kaliningrad"
    "|Moscow|Volgograd|Samara",
    "Pacific": "Guam|Port Moresby|Fiji|Auckland",
}
_OTHERS = {
    "International Date Line West": "Pacific/Midway",
    "Midway Island": "Pacific/Midway",
    "American Samoa": "Pacific/Pago_Pago",
    "Hawaii": "Pacific/Honolulu",
    "Alaska": "America/Juneau",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
    "Mountain Time (US & Canada)": "America/Denver",
    "Central Time (US & Canada)": "America/Chicago",
    "Eastern Time (US & Canada)": "America/New_York",
    "Atlantic Time (Canada)": "America/Halifax",
    "Arizona": "America/Phoenix",
    "Saskatchewan": "America/Regina",
    "Guadalajara": "America/Mexico_City",
    "Central America": "America/Guatemala",
    "Indiana (East)": "America/Indiana/Indianapolis",
    "Quito": "America/Lima",
    "Newfoundland": "America/St_Johns",
    "Brasilia": "America/Sao_Paulo",
    "Buenos Aires": "America/Argentina/Buenos_Aires",
    "Georgetown": "America/Guyana",
    "Greenland": "America/Godthab",
    "Mid-Atlantic": "Atlantic/South_Georgia",
    "Cape Verde Is.": "Atlantic/Cape_Verde",
    "Edinburgh": "Europe/London",
    "Bern": "Europe/Zurich",
    "Kyiv": "Europe/Kiev",
    "St. Petersburg": "Europe/Moscow",
    "West Central Africa": "Africa/Algiers",
    "Pretoria": "Africa/Johannesburg",
    "Abu Dhabi": "Asia/Muscat",
    "Ekaterinburg": "Asia/Yekaterinburg",
    "Islamabad": "Asia/Karachi",
    "Chennai": "Asia/Kolkata",
    "Mumbai": "Asia/Kolkata",
    "New Delhi": "Asia/Kolkata",
    "Astana": "Asia/Dhaka",
    "Sri Jayawardenepura": "Asia/Colombo",
    "Hanoi": "Asia/Bangkok",
    "Beijing": "Asia/Shanghai",
    "Osaka": "Asia/Tokyo",
    "Sapporo": "Asia/Tokyo",
    "Solomon Is.": "Pacific/Guadalcanal",
    "New Caledonia": "Pacific/Noumea",
    "Marshall Is.": "Pacific/Majuro",
    "Wellington": "Pacific/Auckland",
    "Nuku'alofa": "Pacific/Tongatapu",
    "Tokelau Is.": "Pacific/Fakaofo",
    "Chatham Is.": "Pacific/Chatham",
    "Samoa": "Pacific/Apia",
}


@cache
def _by_name() -> dict[str, str]:
    cities = {
        city: f"{region}/{city.replace(' ', '_')}"
        for region, names in _CITIES.items()
        for city in names.split("|")
    }
    return {**cities, **_OTHERS}


def find(name: str) -> zoneinfo.ZoneInfo | None:
    """The zone of a Rails or IANA name; None when there is no such zone."""
    try:
        return zoneinfo.ZoneInfo(_by_name().get(name, name))
    except (KeyError, ValueError, OSError):
        # the database answers a folder such as "Europe", or a name too long, with an OSError
        return None


def names() -> list[str]:
    """Every name that Rails knows, besides those of IANA."""
    return sorted(_by_name())
