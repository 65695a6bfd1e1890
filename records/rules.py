from records.policy import anyone, declare

declare(actions={"records.see_gallery": anyone}, urls={"records:gallery": "records.see_gallery"})
