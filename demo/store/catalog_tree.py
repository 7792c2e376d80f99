"""The categories that a larger store has besides the recorded ones."""

from __future__ import annotations

from typing import Any

FIRST_ID = 15
MOVED_ID = 30
"""A category that was moved below one that is younger than itself."""
UNSORTED_ID = 16
INACTIVE_ID = 59
SAME_NAME_IDS = (45, 46)

_MAIN, _PRO = 2, 3
_FRENCH, _GERMAN = "2", "4"

_Row = tuple[int, int, str, str, str]

# id, parent, name, in French, in German ("" = not translated). Parents first.
_TREE: tuple[_Row, ...] = (
    (15, _MAIN, "Home & Garden", "Maison & Jardin", "Haus & Garten"),
    (16, _MAIN, "Unsorted", "À classer", ""),
    (17, 15, "Kitchen", "Cuisine", "Küche"),
    (18, 17, "Cookware", "Ustensiles", "Kochgeschirr"),
    (19, 18, "Pans", "Poêles", "Pfannen"),
    (20, 18, "Pots", "Marmites", "Töpfe"),
    (21, 17, "Tableware", "Arts de la table", "Geschirr"),
    (22, 21, "Plates", "Assiettes", "Teller"),
    (23, 21, "Glasses", "Verres", "Gläser"),
    (24, 15, "Garden", "Jardin", "Garten"),
    (25, 24, "Seeds", "Semences", "Saatgut"),
    (26, 24, "Tools", "Outils", "Werkzeuge"),
    (27, 26, "Spades & Forks", "Bêches & Fourches", "Spaten & Gabeln"),
    (28, 15, "Living room", "Salon", "Wohnzimmer"),
    (29, 28, "Cushions", "Coussins", "Kissen"),
    (31, 28, "Lamps", "Lampes", "Lampen"),
    (32, 4, "Shoes", "Chaussures", "Schuhe"),
    (33, 32, "Boots", "Bottes", "Stiefel"),
    (34, 32, "Sandals", "Sandales", "Sandalen"),
    (35, 4, "Outerwear", "Vêtements d’extérieur", "Oberbekleidung"),
    (36, 35, "Jackets", "Vestes", "Jacken"),
    (37, 35, "Rain coats", "Imperméables", "Regenmäntel"),
    (38, 5, "Shirts", "Chemises", "Hemden"),
    (39, 5, "Trousers", "Pantalons", "Hosen"),
    (40, 7, "Dresses", "Robes", "Kleider"),
    (41, 7, "Skirts", "Jupes", "Röcke"),
    (42, _MAIN, "Books", "Livres", "Bücher"),
    (43, 42, "Novels", "Romans", "Romane"),
    (44, 42, "Cooking", "Cuisine", "Kochbücher"),
    (45, 42, "Other", "Divers", "Sonstiges"),
    (46, 42, "Other", "Divers", "Sonstiges"),
    (47, _MAIN, "Food", "Épicerie", "Lebensmittel"),
    (48, 47, "Tea 🍵", "Thé 🍵", "Tee 🍵"),
    (49, 47, "Coffee", "Café", "Kaffee"),
    (50, 47, "Sweets / Snacks", "Douceurs / Encas", "Süßes / Snacks"),
    (51, 50, 'Chocolate "Noir"', "Chocolat « Noir »", "Schokolade „Noir“"),
    (52, 10, "E-books", "Livres numériques", "E-Books"),
    (53, 10, "Courses", "Cours en ligne", "Kurse"),
    (54, 8, "Bags", "Sacs", "Taschen"),
    (55, 8, "Watches & <Clocks>", "Montres & <Pendules>", "Uhren"),
    (56, 54, "Backpacks", "Sacs à dos", "Rucksäcke"),
    (MOVED_ID, 56, "Moved here later", "Déplacée ensuite", "Später verschoben"),
    (57, _PRO, "Workshop", "Atelier", "Werkstatt"),
    (58, 57, "Safety", "Sécurité", "Arbeitsschutz"),
    (59, _MAIN, "Closed season", "Hors saison", "Außer Saison"),
    (60, 15, "日本の台所", "", ""),
)

_DESCRIPTIONS = {
    17: "<p>All for the <b>kitchen</b>: pots, pans &amp; plates.</p>",
    47: "<ul><li>Tea</li><li>Coffee</li></ul><script>alert('x')</script>",
}


def categories() -> list[dict[str, Any]]:
    """Return the further categories in the form of ``catalog.json``."""
    places: dict[int, int] = {_MAIN: 5, _PRO: 1, 4: 2, 5: 1, 8: 1}
    made = []
    for category_id, parent_id, english, french, german in _TREE:
        places[parent_id] = places.get(parent_id, 0) + 1
        day, second = divmod(category_id, 28)
        updated = f"2024-12-{day + 1:02} 09:00:{second // 4 * 4:02}"
        values: dict[str, Any] = {
            "name": english,
            "is_active": category_id != INACTIVE_ID,
            "include_in_menu": category_id != UNSORTED_ID,
            "is_anchor": "1",
            "url_key": f"category-{category_id}",
            "description": _DESCRIPTIONS.get(category_id),
        }
        category: dict[str, Any] = {
            "id": category_id,
            "parent_id": parent_id,
            "position": places[parent_id],
            "created_at": f"2024-12-{day + 1:02} 08:00:00",
            "updated_at": updated,
            "values": {
                key: value for key, value in values.items() if value is not None
            },
        }
        category["views"] = {
            view: {"name": name}
            for view, name in ((_FRENCH, french), (_GERMAN, german))
            if name
        }
        made.append(category)
    return made
