"""Which UK telephone numbers may be one person's, by Google's libphonenumber."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number as +441632960001, and whether it is a mobile's."""

    number: str
    mobile: bool


def telephone(written: str) -> Telephone | None:
    """The UK number `written`; None for none, and for lines that no person has (0800, 03, 084, 09)."""
    if not any(character.isdigit() for character in written):
        return None
    import phonenumbers  # 30 ms, and few posts hold a number

    try:
        number = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != 44:  # noqa: PLR2004  (the United Kingdom)
        return None
    mobile = str(number.national_number).startswith("7") and phonenumbers.is_possible_number(number)
    landline = phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in {
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    }
    if not (mobile or landline):
        return None
    return Telephone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), mobile)
