"""Invented people and places, per country, for the customers of the store."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Locale:
    """Names and places of one country.

    :param regions: known regions as ids, free text, or nothing.
    :param postcode: a template; every ``#`` becomes a digit.
    :param places: ``{number}`` is replaced in the streets.
    """

    country: str
    firstnames: tuple[str, ...]
    lastnames: tuple[str, ...]
    cities: tuple[str, ...]
    streets: tuple[str, ...]
    postcode: str
    telephone: str
    regions: tuple[int | str, ...] = ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


LOCALES = (
    Locale(
        "FR",
        _words("Zoé, Chloé, François, Jean-Noël, Hélène, Loïc, Maëlle, Gaëtan, Anaïs"),
        _words("Lefèvre, Besançon, D'Aubigné, Léger, Châtelain, Noël, Garçon, Müller"),
        _words("Orléans, Saint-Étienne, Nîmes, Besançon, Lyon, L'Haÿ-les-Roses"),
        _words("{number} rue de l’Épreuve, {number} bis allée du Modèle, Z.A. Fictive"),
        "0####",
        "+33 (0)2 ## ## ## ##",
        (251, 193, "Bretagne"),
    ),
    Locale(
        "DE",
        _words("Jürgen, Käthe, Björn, Ülkü, Sönke, Gretchen, Friedrich, Lea-Sophie"),
        _words("Müßig, Großmann, Özdemir, von der Tannen, Schröder-Weiß, Köhler"),
        _words("München, Köln, Gießen, Düsseldorf, Görlitz, Berlin"),
        _words("Musterstraße {number}, Am Alten Prüfstand {number}, Beispielgasse 1"),
        "#####",
        "0## / ######-0",
        (81, 88, 82),
    ),
    Locale(
        "US",
        _words("Casey, Jordan, Avery, Riley, María, De'Andre, Mary Ann, J.R."),
        _words("Samplez, O'Testa, McExample, Van Buren, Nguyễn, Smith-Jones"),
        _words("Austin, Los Angeles, St. Paul, Coeur d'Alene, New York"),
        _words("{number} Test Blvd, PO Box {number}, {number} N. Sample Ave"),
        "#####-####",
        "(512) 555-01##",
        (12, 57, 43),
    ),
    Locale(
        "JP",
        _words("太郎, 花子, さくら, ケンジ, 健一, 美咲"),
        _words("試験, 見本, 佐々木, 髙橋, 渡邊, タナカ"),
        _words("東京, 大阪市, 札幌市, 京都市"),
        _words("テスト町1-2-{number}, 見本区{number}丁目"),
        "###-####",
        "03-####-####",
        ("東京都", "大阪府", "北海道"),
    ),
    Locale(
        "GR",
        _words("Γιώργος, Ελένη, Δημήτρης, Άννα, Οδυσσέας, Ζωή"),
        _words("Παπαδόπουλος, Δοκιμής, Αντωνίου, Ξένος, Ιωαννίδης"),
        _words("Αθήνα, Θεσσαλονίκη, Πάτρα, Ηράκλειο"),
        _words("Οδός Δοκιμής {number}, Λεωφόρος Παραδείγματος {number}"),
        "### ##",
        "+30 21# ### ####",
        ("Αττική", "Κρήτη"),
    ),
    Locale(
        "EG",
        _words("محمد, فاطمة, يوسف, مريم, عبد الرحمن, ليلى"),
        _words("التجريبي, الخطيب, المصري, حسن, بن علي"),
        _words("القاهرة, الإسكندرية, الجيزة"),
        _words("شارع الاختبار {number}, ميدان المثال {number}"),
        "#####",
        "+20 2 #### ####",
    ),
    Locale(
        "PL",
        _words("Łukasz, Żaneta, Grażyna, Michał, Bożena, Święt"),
        _words("Wąski, Źródło, Świętek, Błażejczyk, Nowak-Kość"),
        _words("Łódź, Gdańsk, Kraków, Świdnica"),
        _words("ul. Próbna {number}/3, al. Wzorcowa {number} m. 7"),
        "##-###",
        "+48 ### ### ###",
        ("łódzkie", "pomorskie"),
    ),
    Locale(
        "ES",
        _words("Íñigo, Begoña, José María, Núria, Andrés, Ángela"),
        _words("Muñoz Ejemplo, de la Peña, Ibáñez y Prueba, Güell, Peñalver"),
        _words("A Coruña, Cádiz, León, Barcelona"),
        _words("C/ de la Prueba {number} 3º B, Avda. Muestra s/n"),
        "#####",
        "+34 9## ## ## ##",
        ("Cataluña", "Galicia"),
    ),
    Locale(
        "GB",
        _words("Kim, Siân, Aoife, Zadie, Rhys, Imogen"),
        _words("O’Sample-Lee, Test-Smythe, Llewellyn, MacTavish, Fforde"),
        _words("Canterbury, Llanfairpwllgwyngyll, Stoke-on-Trent, York"),
        _words("Flat {number} 9 Test Lane, The Old Example, {number} Sample Mews"),
        "CT# #AA",
        "+44 1632 96####",
        ("Kent", "Gwynedd"),
    ),
    Locale(
        "UA",
        _words("Олена, Тарас, Єлизавета, Ґонта, Юрій, Мар'яна"),
        _words("Перевірко, Зразок, Їжакевич, Шевченко-Тестова"),
        _words("Київ, Львів, Одеса"),
        _words("вул. Тестова {number}, просп. Зразковий {number}"),
        "#####",
        "+380 44 ### ## ##",
    ),
    Locale(
        "TR",
        _words("Işıl, İbrahim, Gülşah, Çağrı, Öykü"),
        _words("Şahinoğlu, Deneme, Yıldız, Gürçeşme"),
        _words("İstanbul, Muğla, Iğdır"),
        _words("Örnek Sokak No: {number}, Deneme Cad. {number}"),
        "#####",
        "+90 212 ### ## ##",
    ),
    Locale(
        "HK",
        _words("Ka-Yan, 嘉欣, Wing, 志明"),
        _words("Chan, 陳, Leung, 黃"),
        _words("Kowloon, 香港"),
        _words("{number}/F Example Tower, 測試道{number}號"),
        "",
        "+852 #### ####",
    ),
)

COMPANIES = _words(
    "Société Fictive & Fils SARL, Mustermann GmbH & Co. KG, Sample Widgets Inc., "
    "株式会社テスト, Ejemplo S.A., Δοκιμή Α.Ε., Próbna Sp. z o.o., Test & Sons Ltd., "
    "شركة المثال, Été ’82 – Café, Øst/Vest ApS (Norden), Nothing #1"
)
