from records.policy import anyone, declare

declare(
    actions={"records.see_gallery": anyone, "records.see_media": anyone},
    urls={"records:gallery": "records.see_gallery", "media": "records.see_media"},
)
