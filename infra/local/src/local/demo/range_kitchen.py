"""What the demo shop sells for kitchen and table: invented ranges."""

from __future__ import annotations

from local.demo.category import BAKING, COLOURS, GIFTS, Category, listed

KITCHEN = (
    Category(
        "Cookware",
        "COO",
        listed(
            "Cast-iron casserole; Cast-iron skillet; Steel frying pan; Non-stick frying pan; Saucepan; Milk "
            "pan; Saute pan; Stockpot; Wok; Grill pan; Pancake pan; Roasting tin; Steamer insert; Pasta pot; "
            "Tagine; Enamel pot; Copper saucepan; Ceramic pan; Griddle; Braiser"
        ),
        (
            ("20 cm", 1.0),
            ("24 cm", 1.25),
            ("28 cm", 1.55),
            ("32 cm", 1.9),
        ),
        (24.0, 95.0),
        0.23,
        0.41,
        0.55,
        0.05,
        GIFTS,
        (
            "Copper Lane",
            "Forge and Ember",
            "Hearthline",
        ),
    ),
    Category(
        "Bakeware",
        "BAK",
        listed(
            "Loaf tin; Springform tin; Bundt tin; Muffin tray; Tart tin; Pie dish; Baking sheet; Cooling "
            "rack; Rolling pin; Mixing bowl; Proving basket; Dough scraper; Piping set; Cake stand; Cookie "
            "cutters; Silicone mat; Brownie tin; Madeleine tray; Sieve; Pudding basin; Heart-shaped tin; "
            "Bread cloche; Cake dome; Measuring jug"
        ),
        (
            ("small", 1.0),
            ("medium", 1.35),
            ("large", 1.8),
            ("set of three", 3.2),
        ),
        (8.0, 26.0),
        0.23,
        0.46,
        0.9,
        0.035,
        BAKING,
        (
            "Hearthline",
            "Flour Street",
            "Copper Lane",
        ),
    ),
    Category(
        "Kitchen tools",
        "TOO",
        listed(
            "Wooden spoon; Spatula; Ladle; Whisk; Tongs; Peeler; Grater; Garlic press; Can opener; Corkscrew; "
            "Colander; Salad spinner; Pepper mill; Salt mill; Mortar; Potato masher; Pizza cutter; Ice-cream "
            "scoop; Kitchen scales; Timer; Thermometer; Mandoline; Zester; Fish slice; Pastry brush; Funnel; "
            "Lemon squeezer; Tea strainer; Milk frother; Coffee grinder; Pour-over dripper; French press; "
            "Moka pot; Gooseneck kettle; Tea infuser; Egg timer; Herb scissors; Nutcracker; Pasta machine; "
            "Pasta drying rack; Apple corer; Oven glove; Apron; Trivet"
        ),
        (
            ("beech", 1.0),
            ("steel", 1.25),
            ("black", 1.1),
        ),
        (6.0, 26.0),
        0.23,
        0.5,
        1.2,
        0.035,
        GIFTS,
        (
            "Hearthline",
            "Plain Tools",
            "Copper Lane",
        ),
    ),
    Category(
        "Knives and boards",
        "KNI",
        listed(
            "Chef's knife; Paring knife; Bread knife; Santoku; Carving knife; Boning knife; Steak knives; "
            "Oyster knife; Cheese knives; Sharpening steel; Whetstone; Knife block; Magnetic strip; Chopping "
            "board; Bread board; Cheese board; Serving board; Cleaver"
        ),
        (
            ("classic", 1.0),
            ("oak", 1.3),
            ("walnut", 1.55),
        ),
        (16.0, 70.0),
        0.23,
        0.43,
        0.6,
        0.04,
        GIFTS,
        (
            "Forge and Ember",
            "Plain Tools",
        ),
    ),
    Category(
        "Tableware",
        "TAB",
        listed(
            "Mug; Espresso cup; Latte bowl; Dinner plate; Side plate; Soup bowl; Pasta bowl; Cereal bowl; "
            "Serving bowl; Platter; Salad bowl; Teapot; Milk jug; Sugar bowl; Butter dish; Egg cup; Gravy "
            "boat; Salt pinch pot; Oven dish; Ramekin; Fruit bowl; Cake plate; Tumbler; Water jug; Vase"
        ),
        COLOURS,
        (8.0, 34.0),
        0.23,
        0.52,
        1.1,
        0.045,
        (0.8, 0.85, 0.95, 1.0, 1.05, 1.0, 0.9, 0.9, 1.0, 1.05, 1.2, 1.4),
        (
            "Moss and Clay",
            "Kiln Road",
            "Harbour Pottery",
        ),
    ),
    Category(
        "Glassware",
        "GLA",
        listed(
            "White wine glasses; Red wine glasses; Champagne flutes; Champagne coupes; Whiskey tumblers; "
            "Highball glasses; Shot glasses; Beer glasses; Gin goblets; Martini glasses; Water glasses; Latte "
            "glasses; Dessert glasses; Hurricane glasses; Stemless glasses; Sherry glasses; Liqueur glasses; "
            "Iced-tea glasses; Juice glasses; Port glasses"
        ),
        (
            ("set of two", 1.0),
            ("set of four", 1.8),
            ("set of six", 2.5),
            ("single", 0.55),
        ),
        (12.0, 26.0),
        0.23,
        0.48,
        0.6,
        0.05,
        GIFTS,
        (
            "Clearwater Glass",
            "Kiln Road",
        ),
    ),
    Category(
        "Table linen",
        "LIN",
        listed(
            "Linen napkins; Cotton napkins; Tablecloth; Table runner; Placemats; Tea towel; Kitchen towel; "
            "Bread basket cloth; Apron linen; Coasters; Oven mitt; Chair cushion; Shopping bag; Produce bags; "
            "Picnic cloth; Tray cloth"
        ),
        COLOURS,
        (9.0, 42.0),
        0.23,
        0.54,
        0.7,
        0.045,
        (0.8, 0.85, 0.95, 1.05, 1.1, 1.0, 0.9, 0.9, 1.0, 1.0, 1.15, 1.3),
        (
            "Lough Linen",
            "Weaver Street",
        ),
    ),
)
