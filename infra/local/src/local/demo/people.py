"""Names of the demo shop's invented customers, staff, places and suppliers."""

from __future__ import annotations


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _list(
    "Aoife Saoirse Ciara Niamh Roisin Sinead Maeve Orla Grainne Clodagh Eimear Deirdre Aisling Caoimhe Fiona "
    "Emma Sarah Laura Anna Kate Lucy Grace Ella Sophie Julia Maria Helen Ruth Claire Susan Conor Sean Cian "
    "Oisin Darragh Eoin Padraig Ronan Declan Brendan Cormac Fergal Niall Donal Liam Patrick James John David "
    "Mark Paul Thomas Peter Adam Daniel Luke Ben Jack Tomasz Katarzyna Marta Piotr Andrei Elena Joao Ana Luis "
    "Carmen Pierre Camille Jonas Lena Jan Eva Mateo Ines Amara Kofi"
)
LAST_NAMES = _list(
    "Murphy Kelly Byrne Ryan Walsh Doyle McCarthy Gallagher Doherty Kennedy Lynch Murray Quinn Moore "
    "McLoughlin Carroll Connolly Daly Wilson Dunne Brennan Burke Collins Campbell Clarke Johnston Hughes "
    "Farrell Fitzgerald Brown Martin Maguire Nolan Flynn Thompson Callaghan Duffy Mahony Boyle Healy Shea "
    "White Sweeney Hayes Kavanagh Power McGrath Moran Brady Stewart Casey Foley Fitzpatrick Leary McDonnell "
    "MacMahon Donnelly Regan Donovan Burns Flanagan Mullan Barry Kane Robinson Cunningham Griffin Kenny "
    "Sheehan Ward Whelan Lyons Reid Graham Higgins Cullen Keane King Maher McKenna Bell Scott Hogan Keeffe "
    "Magee MacNamara Kowalski Nowak Popescu Ionescu Silva Santos Garcia Fernandez Dubois Laurent Schmidt "
    "Weber Jansen Visser Mensah Okafor"
)
PLACES = ("warehouse", "dublin", "galway")  # location_id; the first ships what is sold online
CHANNELS = ("online", "counter", "counter")
STAFF = (  # who works where; the first of a shop sells a little more to each customer
    ("roisin-keane", 1),
    ("declan-byrne", 1),
    ("marta-nowak", 1),
    ("eoin-walsh", 1),
    ("maeve-connolly", 2),
    ("cormac-daly", 2),
    ("ana-silva", 2),
    ("niall-burke", 2),
)
COUNTRIES = ("IE", "GB", "DE", "FR", "NL", "US")
CURRENCIES = ("EUR", "GBP", "USD")
CURRENCY_OF_COUNTRY = (0, 1, 0, 0, 0, 2)

# Set aside by the Irish regulator for use in drama: 020 91x xxxx. No such number is ever given to anybody.
FICTION_PHONES = "+3532091"
FICTION_PHONE_COUNT = 100_000
EMAIL_DOMAIN = "example.com"  # RFC 2606: reserved, no mail gets there

SUPPLIERS = (  # name, lead time in days, smallest order, days between orders
    ("Harbour Roastery", 4, 150, 7),
    ("North Quay Coffee", 6, 200, 7),
    ("Slow Kettle Trading", 7, 200, 14),
    ("Lower Bridge Tea", 9, 250, 14),
    ("Cacao Row", 6, 200, 7),
    ("Larder Wholesale", 5, 300, 7),
    ("Salt Mill Foods", 8, 200, 14),
    ("Copper Lane Metalware", 21, 800, 14),
    ("Forge and Ember", 28, 1000, 28),
    ("Hearthline Kitchen", 14, 500, 14),
    ("Plain Tools", 12, 400, 14),
    ("Moss and Clay Pottery", 24, 600, 28),
    ("Kiln Road Ceramics", 18, 500, 14),
    ("Clearwater Glass", 20, 500, 14),
    ("Lough Linen", 16, 400, 14),
    ("Weaver Street Textiles", 30, 700, 28),
    ("Wick and Wild", 10, 250, 14),
    ("Green Gate Garden", 15, 400, 14),
    ("Pine and Bell", 35, 800, 28),
    ("Quay Books", 5, 150, 7),
)
SUPPLIERS_OF = {  # category code -> numbers of the suppliers above
    "COF": (0, 1),
    "TEA": (2, 3),
    "CHO": (4,),
    "PAN": (5, 6),
    "COO": (7, 8),
    "BAK": (9,),
    "TOO": (9, 10),
    "KNI": (8, 10),
    "TAB": (11, 12),
    "GLA": (13,),
    "LIN": (14, 15),
    "STO": (10,),
    "CAN": (16,),
    "GAR": (17,),
    "BBQ": (17, 8),
    "XMA": (18,),
    "BOO": (19,),
}
