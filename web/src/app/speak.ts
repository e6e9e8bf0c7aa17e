// Takes up a language of the page: its catalogue comes from the server.
import { get } from "./api.ts";
import { take, type Catalogue } from "./messages.ts";

export async function speak(language: string): Promise<void> {
  take(language, language === "en" ? null : await get<Catalogue>(`/static/${language}.json`));
}
