"""What nxdesk's strip says of the values of 社会保険届出サービス設定."""

from nxdesk.desk.service_settings import Draft, Judged
from nxdesk.windows.texts import plain, text

_NORMALISED = ("url", "customer_id", "timeout", "retries", "proxy_address", "ca_file")


def readings(typed: Draft, read: Draft) -> list[str]:
    """The values that are used differently from how they were typed."""
    return [text("service_settings.normalised", label=plain(text(f"service_settings.{item}")), value=new)
            for item in _NORMALISED
            if (new := getattr(read, item)) and (old := getattr(typed, item)).strip() and new != old]


def ca_words(judged: Judged) -> str:
    """What is known of the company's CA file; blank where none is used, or an error line says why it cannot be."""
    if not judged.normalised.ca_use or any(issue.field == "ca_file" for issue in judged.issues):
        return ""
    if not judged.ca_found:
        return text("service_settings.ca_reading")
    return text("service_settings.ca_found", found=judged.ca_found)
