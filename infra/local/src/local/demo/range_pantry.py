"""What the demo shop sells to eat and drink: invented ranges."""

from __future__ import annotations

from local.demo.category import SWEET, WINTER, Category, listed

PANTRY = (
    Category(
        "Coffee",
        "COF",
        listed(
            "House blend; Breakfast blend; Dark harbour espresso; Ethiopia Yirgacheffe; Ethiopia Guji; Kenya "
            "Nyeri; Rwanda Huye; Colombia Huila; Colombia Narino; Guatemala Antigua; Honduras Marcala; Costa "
            "Rica Tarrazu; Brazil Cerrado; Brazil Mogiana; Peru Cajamarca; Sumatra Mandheling; Java estate; "
            "Mexico Chiapas; Decaf Colombia; Decaf house blend; Winter blend; Filter blend"
        ),
        (
            ("whole beans 250 g", 1.0),
            ("ground 250 g", 1.0),
            ("whole beans 1 kg", 3.4),
            ("10 capsules", 0.65),
        ),
        (8.5, 14.5),
        0.0,
        0.47,
        2.5,
        0.008,
        (1.05, 1.0, 1.0, 0.98, 0.95, 0.92, 0.9, 0.92, 1.0, 1.05, 1.1, 1.15),
        (
            "Harbour Roastery",
            "North Quay Coffee",
            "Slow Kettle",
        ),
        consumable=True,
    ),
    Category(
        "Tea",
        "TEA",
        listed(
            "Irish breakfast; English breakfast; Earl grey; Lady grey; Assam Mangalam; Darjeeling first "
            "flush; Ceylon Uva; Keemun; Lapsang souchong; Sencha; Genmaicha; Jasmine pearls; Dragon well; "
            "Gunpowder mint; White peony; Oolong; Rooibos vanilla; Rooibos orange; Peppermint; Chamomile; "
            "Lemon and ginger; Sleepy garden infusion; Berry infusion; Chai; Decaf breakfast; Nettle"
        ),
        (
            ("loose leaf 100 g", 1.0),
            ("20 bags", 0.7),
            ("tin 125 g", 1.5),
            ("refill 250 g", 2.0),
        ),
        (6.5, 12.5),
        0.0,
        0.53,
        1.9,
        0.008,
        WINTER,
        (
            "Slow Kettle",
            "Lower Bridge Tea",
            "Meadow Infusions",
        ),
        consumable=True,
    ),
    Category(
        "Chocolate and sweets",
        "CHO",
        listed(
            "Dark chocolate 70 %; Dark chocolate 85 %; Milk chocolate; White chocolate; Sea salt caramel; "
            "Hazelnut praline; Almond nougat; Orange crisp; Raspberry dark; Mint dark; Whiskey truffle; "
            "Champagne truffle; Ginger in chocolate; Coffee beans in chocolate; Fudge vanilla; Fudge sea "
            "salt; Honeycomb; Marzipan; Liquorice; Nougat pistachio; Chilli dark; Toffee; Peanut brittle; Rum "
            "raisin"
        ),
        (
            ("bar 100 g", 1.0),
            ("box of nine", 2.6),
            ("box of sixteen", 4.2),
            ("gift bag 200 g", 1.9),
        ),
        (3.9, 7.5),
        0.23,
        0.45,
        1.8,
        0.01,
        SWEET,
        (
            "Cacao Row",
            "Sweet Weir",
            "Harbour Sweets",
        ),
        consumable=True,
    ),
    Category(
        "Pantry",
        "PAN",
        listed(
            "Rapeseed oil; Olive oil Arbequina; Olive oil Koroneiki; Cider vinegar; Balsamic glaze; "
            "Blackcurrant jam; Raspberry jam; Orange marmalade; Whiskey marmalade; Rhubarb relish; Tomato "
            "relish; Onion chutney; Wholegrain mustard; Heather honey; Orange blossom honey; Sea salt flakes; "
            "Smoked salt; Garam masala; Harissa paste; Pesto; Dukkah; Tipo 00 flour; Spelt flour; Porridge "
            "oats; Granola; Oatcakes; Seaweed crackers; Tagliatelle; Orzo; Arborio rice; Sun-dried tomatoes; "
            "Capers"
        ),
        (
            ("small", 1.0),
            ("large", 1.8),
            ("pack of three", 2.7),
        ),
        (4.5, 9.5),
        0.0,
        0.42,
        1.6,
        0.008,
        (0.9, 0.9, 0.95, 1.0, 1.0, 1.0, 0.95, 0.95, 0.95, 1.0, 1.1, 1.3),
        (
            "Field and Tide",
            "Orchard Lane",
            "Salt Mill",
        ),
        consumable=True,
    ),
)
