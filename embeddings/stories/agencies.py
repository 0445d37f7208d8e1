"""The names that news agencies and other outlets sign their copy with."""

import re

AGENCIES: tuple[tuple[str, ...], ...] = (
    ("Associated Press", "AP", "AP News", "apnews.com", "ap.org"),
    ("Agence France-Presse", "AFP", "afp.com"),
    ("Reuters", "Reuters News", "Thomson Reuters", "reuters.com"),
    ("United Press International", "UPI", "upi.com"),
    ("Bloomberg", "Bloomberg News", "bloomberg.com"),
    ("Dow Jones Newswires", "Dow Jones", "DJN"),
    ("Tribune News Service", "TNS"),
    ("Deutsche Presse-Agentur", "dpa", "DPA", "dpa International", "dpa.com"),
    ("Evangelischer Pressedienst", "epd", "EPD"),
    ("Katholische Nachrichten-Agentur", "KNA"),
    ("Sport-Informations-Dienst", "SID"),
    ("Austria Presse Agentur", "Austria Press Agency", "APA", "apa.at"),
    ("Keystone-SDA", "Keystone-ATS", "SDA", "ATS", "sda-ats"),
    ("Press Association", "PA", "PA Media", "PA news agency", "PA Wire"),
    ("Agencia EFE", "EFE", "efe.com"),
    ("Europa Press", "europapress.es"),
    ("Agência Lusa", "Lusa", "lusa.pt"),
    ("ANSA", "Agenzia ANSA", "ansa.it"),
    ("Adnkronos",),
    ("Agenzia Giornalistica Italia", "AGI"),
    ("Belga", "Belga News Agency", "Agence Belga", "belga.be"),
    ("Algemeen Nederlands Persbureau", "ANP"),
    ("Tidningarnas Telegrambyrå", "TT", "TT News Agency", "TT Nyhetsbyrån"),
    ("Norsk Telegrambyrå", "NTB", "Norwegian News Agency"),
    ("Ritzau", "Ritzaus Bureau"),
    ("Suomen Tietotoimisto", "STT", "STT-Lehtikuva", "Finnish News Agency"),
    ("Baltic News Service", "BNS"),
    ("LETA",),
    ("ELTA",),
    ("Polska Agencja Prasowa", "Polish Press Agency", "PAP", "pap.pl"),
    ("Česká tisková kancelář", "Czech News Agency", "ČTK", "CTK"),
    ("TASR", "News Agency of the Slovak Republic"),
    ("Magyar Távirati Iroda", "Hungarian News Agency", "MTI"),
    ("Agerpres",),
    ("Bulgarian News Agency", "BTA"),
    ("Tanjug",),
    ("HINA", "Croatian News Agency"),
    ("Slovenian Press Agency", "Slovenska tiskovna agencija", "STA"),
    ("Athens-Macedonian News Agency", "AMNA", "ANA-MPA"),
    ("Anadolu Agency", "Anadolu", "Anadolu Ajansı", "AA", "aa.com.tr"),
    ("Ukrinform", "Укрінформ", "ukrinform.net"),
    ("UNIAN", "УНІАН"),
    ("Interfax-Ukraine", "Інтерфакс-Україна"),
    ("Interfax", "Интерфакс"),
    ("TASS", "ITAR-TASS", "ТАСС", "tass.com"),
    ("RIA Novosti", "РИА Новости", "RIA"),
    ("BelTA", "БелТА"),
    ("Kazinform",),
    ("Canadian Press", "CP", "La Presse canadienne"),
    ("Notimex",),
    ("Télam", "Telam"),
    ("Agência Brasil",),
    ("Australian Associated Press", "AAP", "aap.com.au"),
    ("Xinhua", "Xinhua News Agency", "新华社", "xinhuanet.com"),
    ("China News Service",),
    ("Central News Agency", "Focus Taiwan"),
    ("Kyodo", "Kyodo News", "共同通信"),
    ("Jiji Press", "Jiji", "時事通信"),
    ("Yonhap", "Yonhap News Agency", "연합뉴스", "yna.co.kr"),
    ("Korean Central News Agency", "KCNA"),
    ("Vietnam News Agency", "VNA"),
    ("Bernama",),
    ("Antara", "Antara News"),
    ("Philippine News Agency", "PNA"),
    ("Press Trust of India", "PTI", "ptinews.com"),
    ("Asian News International", "ANI", "ANI News"),
    ("Indo-Asian News Service", "IANS"),
    ("United News of India", "UNI"),
    ("Associated Press of Pakistan", "APP"),
    ("Bangladesh Sangbad Sangstha", "BSS"),
    ("Islamic Republic News Agency", "IRNA"),
    ("Saudi Press Agency", "SPA"),
    ("Emirates News Agency", "WAM"),
    ("Qatar News Agency", "QNA"),
    ("Kuwait News Agency", "KUNA"),
    ("Jordan News Agency", "Petra"),
    ("Middle East News Agency", "MENA"),
    ("Maghreb Arabe Presse", "MAP"),
    ("Algérie Presse Service", "APS"),
    ("Tunis Afrique Presse", "TAP"),
    ("News Agency of Nigeria", "NAN"),
)
"""An agency's name in full, then its short forms and other names."""

MAX_INITIALS = 4
"""Names of so few letters are words of other kinds too, and count only as they are written."""

_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_SITE = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)


def plain(name: str) -> str:
    """Return a name as names are compared: without an article, spaces around it and case.

    Short names keep their case, which tells initials from words.
    """
    bare = _ARTICLE.sub("", " ".join(_SITE.sub("", name.strip()).split())).rstrip("/")
    return bare if len(bare) <= MAX_INITIALS else bare.casefold()


def names_of(outlet: str) -> frozenset[str]:
    """Return all plain names of an outlet: an agency's, or the one that it has."""
    return _BY_NAME.get(plain(outlet)) or frozenset([plain(outlet)])


def is_agency(outlet: str) -> bool:
    """Say whether an outlet is one of the agencies."""
    return plain(outlet) in _BY_NAME


_BY_NAME = {plain(name): frozenset(map(plain, agency)) for agency in AGENCIES for name in agency}
