"""What the demo shop sells for the house, the garden and the feasts: invented ranges."""

from __future__ import annotations

from local.demo.category import CHRISTMAS, SIZES, SUMMER, Category, listed

HOUSE = (
    Category(
        "Storage",
        "STO",
        listed(
            "Preserving jar; Storage jar; Bread bin; Biscuit tin; Tea caddy; Coffee canister; Spice jars; "
            "Cereal container; Cake tin; Lunch box; Water bottle; Flask; Travel mug; Beeswax wraps; Freezer "
            "boxes; Fruit basket; Wire basket; Utensil holder; Bottle rack; Compost caddy; Egg basket; Butter "
            "keeper; Cheese dome; Salt box"
        ),
        SIZES,
        (7.0, 24.0),
        0.23,
        0.49,
        0.9,
        0.03,
        (1.3, 1.1, 1.0, 0.95, 0.95, 0.95, 0.95, 1.15, 1.2, 0.95, 0.9, 0.9),
        (
            "Plain Tools",
            "Weaver Street",
        ),
    ),
    Category(
        "Candles and fragrance",
        "CAN",
        listed(
            "Fig leaf; Sea salt; Bog myrtle; Heather; Gorse flower; Wild mint; Turf smoke; Honey and oats; "
            "Bergamot; Rose garden; Lavender; Vanilla; Sandalwood; Cedar; Orange peel; Rhubarb; Blackberry; "
            "Linen; Rain; Pine needle; Cinnamon; Wood fire; Juniper; Amber"
        ),
        (
            ("votive", 1.0),
            ("candle 200 g", 2.2),
            ("candle 400 g", 3.6),
            ("diffuser", 2.8),
        ),
        (6.5, 10.5),
        0.23,
        0.58,
        1.1,
        0.025,
        (0.95, 0.9, 0.85, 0.75, 0.7, 0.6, 0.6, 0.7, 0.95, 1.25, 1.75, 2.0),
        (
            "Wick and Wild",
            "Meadow Infusions",
        ),
        consumable=True,
    ),
    Category(
        "Garden and picnic",
        "GAR",
        listed(
            "Picnic basket; Cool bag; Picnic blanket; Enamel plate; Enamel mug; Enamel bowl; Lantern; Herb "
            "planter; Terracotta pot; Watering can; Hand trowel; Gardening gloves; Seed tin; Bird feeder; "
            "Solar lights; Drinks dispenser; Ice bucket; Serving tray; Outdoor tumbler; Citronella candle; "
            "Parasol; Folding stool; Garden twine; Plant mister; Deck chair; Outdoor cushion; Bee house; "
            "Hanging basket"
        ),
        SIZES,
        (8.0, 32.0),
        0.23,
        0.47,
        0.9,
        0.035,
        SUMMER,
        (
            "Green Gate",
            "Weaver Street",
        ),
    ),
    Category(
        "Barbecue",
        "BBQ",
        listed(
            "Kettle barbecue; Table grill; Chimney starter; Barbecue tongs; Barbecue brush; Meat thermometer; "
            "Skewers; Fish basket; Burger press; Pizza stone; Smoking chips; Charcoal; Firelighters; Grill "
            "apron; Grill gloves; Rib rack; Plancha; Fire bowl; Corn holders; Marinade brush"
        ),
        (
            ("standard", 1.0),
            ("large", 1.6),
        ),
        (9.0, 48.0),
        0.23,
        0.4,
        0.7,
        0.035,
        SUMMER,
        (
            "Forge and Ember",
            "Green Gate",
        ),
    ),
    Category(
        "Christmas",
        "XMA",
        listed(
            "Glass bauble; Felt robin; Wooden star; Straw star; Advent calendar; Advent candle; Wreath; "
            "Garland; Tree topper; Nativity figure; Snow globe; Nutcracker figure; Christmas stocking; Tree "
            "skirt; Fairy lights; Paper star; Bell; Angel; Reindeer; Gingerbread house kit; Mulled wine "
            "spice; Christmas pudding; Mince pies; Christmas crackers; Christmas napkins; Christmas tea "
            "towel; Christmas mug; Christmas plate; Cookie stamps; Gift wrap; Ribbon; Gift tags; Table "
            "confetti; Candle holder; Brandy butter; Panettone"
        ),
        (
            ("red", 1.0),
            ("gold", 1.1),
            ("silver", 1.1),
        ),
        (5.0, 22.0),
        0.23,
        0.5,
        1.6,
        0.02,
        CHRISTMAS,
        (
            "Pine and Bell",
            "Wick and Wild",
        ),
    ),
    Category(
        "Cook books",
        "BOO",
        listed(
            "The coffee table; Bread at home; Forty soups; A year of jam; The Irish larder; Tea for all "
            "hours; Sunday roast; Sea and shore; The vegetable year; Weeknight pasta; Small cakes; The pie "
            "book; Sourdough days; Barbecue by the lake; Christmas at home; Cooking for two; The spice "
            "drawer; One pot; Fermented; The picnic book; Salads; Slow cooking; Chocolate; Knife skills; The "
            "tiny kitchen; Cheese; Fire and smoke; Leftovers; Puddings; The student cook; Brunch; Eggs; "
            "Potatoes; Noodles; Curries at home; The baker's week; Cocktails; Preserves; Lunch boxes; The "
            "allotment cook; Fish on Friday; Grains; Pancakes; Biscuits; Feasts; Stock and broth; The first "
            "loaf; Herbs"
        ),
        (("", 1.0),),
        (14.0, 36.0),
        0.0,
        0.4,
        0.5,
        0.02,
        (0.8, 0.8, 0.85, 0.9, 0.95, 0.9, 0.85, 0.85, 0.95, 1.05, 1.35, 1.75),
        (
            "Larder Press",
            "Quay Books",
        ),
    ),
)
